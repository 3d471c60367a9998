/** Video visits for the patient: the device check, the waiting room, the call. */
import { Camera } from 'lucide-react';
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'visits',
  routes: [
    { shell: 'bare', path: '/my/visits/$id', load: () => import('./pages/PatientVisitPage'), needs: 'visit.join', title: 'visits:title' },
    { shell: 'public', path: '/guest', load: () => import('./pages/GuestPage'), title: 'visits:guest.page' },
  ],
  slots: { 'visit.join': [{ order: 10, load: () => import('./components/JoinVisit'), needs: 'visit.join' }] },
  tasks: { device_check: { load: () => import('./components/DeviceCheckTask'), icon: Camera } },
  live: { VisitChanged: [['visits']], VisitMessageSent: [['visit_messages']], VisitFileChanged: [['visit_messages']], VisitPhotoChanged: [['visit_photos'], ['visit_messages']], LineMoved: [['visits']], GuestChanged: [['visit_guests'], ['visits']], GuestLetterWritten: 'none', RecordingChanged: [['visit_recordings'], ['visits']], TranscriptChanged: [['visit_transcripts']] },
});
