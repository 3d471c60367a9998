/** The clinical record: the chart beside the call, the note, and what a patient takes home. */
import { CalendarPlus, FileText, Pill } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import type { Fact } from '@/lib/live';
import type { QueryClient } from '@tanstack/react-query';

const chartOf = (fact: Fact, qc: QueryClient) => void qc.invalidateQueries({ queryKey: ['chart', String(fact.encounter_id)] });

export default defineFeature({
  name: 'encounters',
  routes: [
    {
      shell: 'staff', path: '/encounters/$id', load: () => import('./pages/EncounterPage'), needs: 'chart.write', title: 'encounters:title',
      search: (raw) => ({ task: typeof raw.task === 'string' && raw.task.length <= 40 ? raw.task : undefined }),
    },
    { shell: 'staff', path: '/patients/$patientId/summary', load: () => import('./pages/PatientSummaryPage'), needs: 'chart.write', title: 'encounters:chart.summary.title' },
    { shell: 'staff', path: '/clinic', load: () => import('./pages/ClinicPage'), needs: 'chart.manage', title: 'encounters:chart.clinic.title' },
    { shell: 'patient', path: '/my/record', load: () => import('./pages/MyRecordPage'), needs: 'patient.self', title: 'encounters:mine.title' },
    { shell: 'patient', path: '/my/forms/$id', load: () => import('./pages/MyFormPage'), needs: 'patient.self', title: 'encounters:mine.forms.title' },
    { shell: 'patient', path: '/my/summaries', load: () => import('./pages/SummariesPage'), needs: 'patient.self', title: 'encounters:summary.list' },
    { shell: 'patient', path: '/my/summaries/$id', load: () => import('./pages/SummaryPage'), needs: 'patient.self', title: 'encounters:summary.title' },
    { shell: 'patient', path: '/my/medicines', load: () => import('./pages/MedicinesPage'), needs: 'patient.self', title: 'encounters:medicines.title' },
  ],
  places: [{ shell: 'staff', to: '/clinic', label: 'encounters:chart.clinic.nav', icon: FileText, order: 95, needs: 'chart.manage' }, { shell: 'patient', to: '/my/medicines', label: 'encounters:medicines.title', icon: Pill, order: 40, needs: 'patient.self' }],
  tasks: {
    review_refill: { load: () => import('./components/RefillTask') },
    cosign_note: { load: () => import('./components/CosignTask') },
    triage_referral: { load: () => import('./components/ReferralTask') },
    read_answer: { load: () => import('./components/ReferralTask') },
    book_referral: { load: () => import('./components/BookReferralTask'), icon: CalendarPlus },
  },
  commands: [{ id: 'record', label: 'encounters:mine.title', to: '/my/record', icon: FileText, needs: 'patient.self' }, { id: 'medicines', label: 'encounters:medicines.title', to: '/my/medicines', icon: Pill, needs: 'patient.self' }, { id: 'summaries', label: 'encounters:summary.list', to: '/my/summaries', icon: FileText, needs: 'patient.self' }],
  slots: {
    'visit.side': [{ order: 10, load: () => import('./components/ChartPanel'), needs: 'chart.write' }],
    'encounter.chart': [{ order: 10, load: () => import('./components/ChartPanel'), needs: 'chart.write' }],
    'patient.main': [{ order: 10, load: () => import('./components/PatientRecord'), needs: 'chart.write' }],
    'appointment.after': [{ order: 10, load: () => import('./components/SummaryLink'), needs: 'patient.self' }],
    'patient.home': [{ order: 35, load: () => import('./components/MyForms'), needs: 'patient.self' }, { order: 45, load: () => import('./components/RecordCard'), needs: 'patient.self' }, { order: 40, load: () => import('./components/LatestSummary'), needs: 'patient.self' }],
  },
  live: {
    ChartChanged: chartOf,
    NoteSigned: chartOf,
    RecordChanged: (fact, qc) => {
      void qc.invalidateQueries({ queryKey: ['chart'] });
      void qc.invalidateQueries({ queryKey: ['record', String(fact.patient_id)] });
    },
    ReferralChanged: (_fact, qc) => void qc.invalidateQueries({ queryKey: ['referrals'] }),
    RefillChanged: (_fact, qc) => {
      void qc.invalidateQueries({ queryKey: ['medicines'] });
      void qc.invalidateQueries({ queryKey: ['refills'] });
    },
    EncounterFinished: (fact, qc) => {
      chartOf(fact, qc);
      void qc.invalidateQueries({ queryKey: ['summaries'] });
    },
  },
});
