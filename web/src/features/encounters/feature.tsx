/** The clinical record, as the patient reads it: the record, visits, medicines, forms to fill in. */
import { FileText, FlaskConical, Pill } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { live } from './live';

export default defineFeature({
  name: 'encounters',
  routes: [
    { shell: 'public', path: '/letters/check', load: () => import('./pages/LetterCheckPage'), title: 'encounters:check.title' },
    { shell: 'patient', path: '/my/record', load: () => import('./pages/MyRecordPage'), needs: 'record.own', title: 'encounters:mine.title' },
    { shell: 'patient', path: '/my/forms/$id', load: () => import('./pages/MyFormPage'), needs: 'record.own', title: 'encounters:mine.forms.title' },
    { shell: 'patient', path: '/my/summaries', load: () => import('./pages/SummariesPage'), needs: 'record.own', title: 'encounters:summary.list' },
    { shell: 'patient', path: '/my/summaries/$id', load: () => import('./pages/SummaryPage'), needs: 'record.own', title: 'encounters:summary.title' },
    { shell: 'patient', path: '/my/results', load: () => import('./pages/MyResultsPage'), needs: 'record.own', title: 'encounters:results.title' },
    { shell: 'patient', path: '/my/results/$id', load: () => import('./pages/MyResultPage'), needs: 'record.own', title: 'encounters:results.one' },
    { shell: 'patient', path: '/my/medicines', load: () => import('./pages/MedicinesPage'), needs: 'record.own', title: 'encounters:medicines.title' },
  ],
  places: [
    { shell: 'patient', to: '/my/record', label: 'encounters:mine.nav', icon: FileText, order: 25, needs: 'record.own' },
    { shell: 'patient', to: '/my/results', label: 'encounters:results.title', icon: FlaskConical, order: 38, needs: 'record.own' },
    { shell: 'patient', to: '/my/medicines', label: 'encounters:medicines.title', icon: Pill, order: 40, needs: 'record.own' },
  ],
  slots: {
    'appointment.after': [{ order: 10, load: () => import('./components/SummaryLink'), needs: 'record.own' }],
    'patient.home': [
      { order: 30, load: () => import('./components/NewResults'), needs: 'record.own' },
      { order: 35, load: () => import('./components/MyForms'), needs: 'record.own' },
      { order: 40, load: () => import('./components/LatestSummary'), needs: 'record.own' },
      { order: 45, load: () => import('./components/RecordCard'), needs: 'record.own' },
    ],
  },
  live,
});
