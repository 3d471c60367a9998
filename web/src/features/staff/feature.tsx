/** What everybody sees change about the people who work here and the hospital: whom one can book, its name and zone. */
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'staff',
  live: {
    PractitionerChanged: [['practitioners'], ['specialties'], ['users']],
    FacilityChanged: [['facility'], ['facilities'], ['session']],
  },
});
