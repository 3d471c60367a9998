/** The clinical record at work: the chart beside the call, the note, referrals and refills, what the clinic has prepared. */
import { Activity, CalendarPlus, FileText, FlaskConical, Pill } from 'lucide-react';
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'encounters',
  routes: [
    {
      shell: 'staff', path: '/encounters/$id', load: () => import('./pages/EncounterPage'), needs: 'chart.write', title: 'encounters:title',
      search: (raw) => ({ task: typeof raw.task === 'string' && raw.task.length <= 40 ? raw.task : undefined }),
    },
    { shell: 'staff', path: '/encounters', load: () => import('./pages/MeetingsPage'), needs: 'chart.write', title: 'encounters:chart.meetings.title' },
    { shell: 'staff', path: '/results', load: () => import('./pages/ReviewPage'), needs: 'result.release', title: 'encounters:results.review' },
    { shell: 'staff', path: '/results/$id', load: () => import('./pages/ResultPage'), needs: 'chart.write', title: 'encounters:results.one' },
    { shell: 'staff', path: '/patients/$patientId/summary', load: () => import('./pages/PatientSummaryPage'), needs: 'chart.write', title: 'encounters:chart.summary.title' },
    { shell: 'staff', path: '/clinic', load: () => import('./pages/ClinicPage'), needs: 'chart.manage', title: 'encounters:chart.clinic.title' },
  ],
  places: [
    { shell: 'staff', to: '/encounters', label: 'encounters:chart.meetings.nav', icon: Activity, order: 45, needs: 'chart.write' },
    { shell: 'staff', to: '/results', label: 'encounters:results.review', icon: FlaskConical, order: 46, needs: 'result.release' },
    { shell: 'staff', to: '/clinic', label: 'encounters:chart.clinic.nav', icon: FileText, order: 95, needs: 'chart.manage' },
  ],
  tasks: {
    review_refill: { load: () => import('./components/RefillTask') },
    cosign_note: { load: () => import('./components/CosignTask') },
    triage_referral: { load: () => import('./components/ReferralTask') },
    read_answer: { load: () => import('./components/ReferralTask') },
    book_referral: { load: () => import('./components/BookReferralTask'), icon: CalendarPlus },
  },
  // Who works here may be a patient here, too.
  commands: [
    { id: 'record', label: 'encounters:mine.title', to: '/my/record', icon: FileText, needs: 'record.own' },
    { id: 'medicines', label: 'encounters:medicines.title', to: '/my/medicines', icon: Pill, needs: 'record.own' },
    { id: 'summaries', label: 'encounters:summary.list', to: '/my/summaries', icon: FileText, needs: 'record.own' },
  ],
  slots: {
    'visit.side': [{ order: 10, load: () => import('./components/ChartPanel'), needs: 'chart.write' }],
    'encounter.chart': [{ order: 10, load: () => import('./components/ChartPanel'), needs: 'chart.write' }],
    'order.result': [{ order: 10, load: () => import('./components/OrderResult'), needs: 'order.read' }],
    'patient.main': [{ order: 10, load: () => import('./components/PatientRecord'), needs: 'chart.write' }],
  },
});
