/** Drawing, checking, trying, reviewing, publishing and migrating pathways. The live map of each is the worklist's. */
import { defineFeature } from '@/app/feature';
import { live } from './live';

const word = (value: unknown) => (typeof value === 'string' ? value : undefined);

export default defineFeature({
  name: 'pathways',
  routes: [
    { shell: 'staff', path: '/pathways/drafts', load: () => import('./pages/DraftsPage'), needs: 'process.read', title: 'pathways:drafts.title', search: (raw) => ({ new: word(raw.new), process: word(raw.process) }) },
    { shell: 'staff', path: '/pathways/drafts/$id', load: () => import('./pages/DraftPage'), needs: 'process.read', title: 'pathways:editor.title' },
    { shell: 'staff', path: '/pathways/drafts/$id/try', load: () => import('./pages/TryPage'), needs: 'process.read', title: 'pathways:try.title' },
    { shell: 'staff', path: '/pathways/drafts/$id/review', load: () => import('./pages/ReviewPage'), needs: 'process.read', title: 'pathways:review.title' },
    { shell: 'staff', path: '/pathways/language', load: () => import('./pages/LanguagePage'), needs: 'process.read', title: 'pathways:language.title' },
    { shell: 'staff', path: '/pathways/$id/versions', load: () => import('./pages/VersionsPage'), needs: 'process.read', title: 'pathways:versions.title', search: (raw) => ({ from: word(raw.from) ?? numeral(raw.from), to: word(raw.to) ?? numeral(raw.to) }) },
    { shell: 'staff', path: '/pathways/$id/migrate', load: () => import('./pages/MigratePage'), needs: 'case.migrate', title: 'pathways:migrate.title', search: (raw) => ({ from: word(raw.from) ?? numeral(raw.from), plan: word(raw.plan) }) },
  ],
  commands: [
    { id: 'pathway-drafts', label: 'pathways:nav.drafts', to: '/pathways/drafts', needs: 'process.approve', keywords: 'bpmn draw editor process workflow review approve' },
    { id: 'pathway-language', label: 'pathways:nav.language', to: '/pathways/language', needs: 'process.read', keywords: 'expression condition function feel' },
  ],
  slots: {
    'pathways.actions': [{ order: 10, load: () => import('./components/DraftsLink'), needs: 'process.read' }],
    'form.builder': [{ order: 10, load: () => import('./forms/FormBuilder') }],
    'pathway.actions': [{ order: 10, load: () => import('./components/PathwayActions'), needs: 'process.read' }],
  },
  live,
});

function numeral(value: unknown) {
  return typeof value === 'number' ? String(value) : undefined;
}
