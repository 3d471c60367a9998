/** Video visits: waiting room, call, chat; the clinician's list of who waits. */
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'visits',
  live: { VisitChanged: [['visits']], VisitMessageSent: [['visit_messages']], LineMoved: [['visits']] },
});
