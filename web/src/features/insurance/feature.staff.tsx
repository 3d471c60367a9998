/** The billing office's claims and remittances, and everybody's insurance cards. */
import { ClipboardCheck, FileCheck2, HandCoins } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { useAuthorizationCount } from './api/authorizations';
import { useClaimCount } from './api/claims';
import { live } from './live';

const authorizationTask = { load: () => import('./components/authorization/AuthorizationTask'), icon: ClipboardCheck };
const denialTask = { load: () => import('./components/DenialTask') };
const authorizations = { load: () => import('./components/authorization/PatientAuthorizations') };

export default defineFeature({
  name: 'insurance',
  routes: [
    {
      shell: 'staff', path: '/claims', load: () => import('./pages/ClaimsPage'), needs: 'claim.manage', title: 'insurance:claims.title',
      search: (raw) => ({ queue: typeof raw.queue === 'string' ? raw.queue : undefined }),
    },
    { shell: 'staff', path: '/claims/$id', load: () => import('./pages/ClaimPage'), needs: 'claim.manage', title: 'insurance:claim.title' },
    { shell: 'staff', path: '/remittances', load: () => import('./pages/RemittancesPage'), needs: 'claim.manage', title: 'insurance:remittances.title' },
    { shell: 'staff', path: '/remittances/$id', load: () => import('./pages/RemittancePage'), needs: 'claim.manage', title: 'insurance:remittance.title' },
    { shell: 'staff', path: '/payers', load: () => import('./pages/PayersPage'), needs: 'claim.manage', title: 'insurance:payers.title' },
    {
      shell: 'staff', path: '/prior-authorizations', load: () => import('./pages/AuthorizationsPage'), needs: 'claim.manage', title: 'insurance_authorizations:title',
      search: (raw) => ({ stage: typeof raw.stage === 'string' ? raw.stage : undefined }),
    },
    { shell: 'staff', path: '/prior-authorizations/$id', load: () => import('./pages/AuthorizationPage'), needs: 'authorization.ask', title: 'insurance_authorizations:one' },
  ],
  places: [
    { shell: 'staff', to: '/claims', label: 'insurance:nav.claims', icon: FileCheck2, order: 30, needs: 'claim.manage', useCount: useClaimCount },
    { shell: 'staff', to: '/prior-authorizations', label: 'insurance:nav.authorizations', icon: ClipboardCheck, order: 31, needs: 'claim.manage', useCount: useAuthorizationCount },
    { shell: 'staff', to: '/remittances', label: 'insurance:nav.remittances', icon: HandCoins, order: 32, needs: 'claim.manage' },
  ],
  commands: [
    { id: 'claims', label: 'insurance:nav.claims', to: '/claims', needs: 'claim.manage', keywords: '837 denial payer' },
    { id: 'authorizations', label: 'insurance:nav.authorizations', to: '/prior-authorizations', needs: 'claim.manage', keywords: '278 prior authorization approval payer' },
    { id: 'payers', label: 'insurance:payers.title', to: '/payers', needs: 'claim.manage', keywords: 'insurer payer companion guide' },
    { id: 'remittances', label: 'insurance:nav.remittances', to: '/remittances', needs: 'claim.manage', keywords: '835 era payment' },
  ],
  search: {
    needs: 'claim.manage',
    find: async (text, signal) => (await import('./find')).findClaims(text, signal),
  },
  tasks: {
    ask_payer: { load: () => import('./components/AskPayerTask') }, work_denial: denialTask, correct_claim: denialTask,
    enclose_records: { load: () => import('./components/appeal/EncloseTask') },
    complete_authorization: authorizationTask, chase_authorization: authorizationTask, decide_authorization: authorizationTask,
  },
  slots: {
    'case.side': [{ order: 20, load: () => import('./components/CaseClaims'), needs: 'claim.manage' }, { order: 30, ...authorizations, needs: 'authorization.ask' }],
    'patient.main': [{ order: 40, ...authorizations, needs: 'authorization.read' }],
    'chart.side': [{ order: 30, ...authorizations, needs: 'authorization.ask' }],
    'patient.today': [{ order: 40, load: () => import('./components/PatientCoverages'), needs: 'coverage.write' }],
  },
  live,
});
