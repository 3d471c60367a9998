/** Signing in, registering, the first administrator, one's own account. */
import { Activity, CircleUserRound, IdCard } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { safeNext } from '@/lib/paths';

/** Pages that belong together come as one piece: every piece has its name in the first load. */
const access = () => import('./pages/AccessPages');
const glass = () => import('./pages/GlassPages');
const auth = () => import('./pages/AuthPages');
const gate = () => import('./pages/GatePages');
const account = () => import('./pages/AccountPage');
const next = (raw: Record<string, unknown>) => ({ next: safeNext(raw.next), problem: raw.problem });

export default defineFeature({
  name: 'identity',
  routes: [
    { shell: 'auth', path: '/sign-in', load: auth, title: 'identity:sign_in.title', search: next },
    { shell: 'auth', path: '/register', load: auth, title: 'identity:register.title', search: next },
    { shell: 'auth', path: '/forgot', load: auth, title: 'identity:forgot.title' },
    { shell: 'auth', path: '/reset', load: auth, title: 'identity:reset.title' },
    { shell: 'auth', path: '/welcome', load: auth, title: 'identity:invited.title' },
    { shell: 'auth', path: '/verify', load: auth, title: 'identity:verify.title' },
    { shell: 'auth', path: '/test-provider', load: auth, title: 'identity:test_provider.title' },
    { shell: 'auth', path: '/setup', load: auth, title: 'identity:setup.title' },
    { shell: 'bare', path: '/first-password', load: gate, title: 'identity:first.title' },
    { shell: 'bare', path: '/enrol', load: gate, title: 'identity:enrol.title' },
    { shell: 'bare', path: '/oauth/authorize', load: gate, title: 'identity:consent.title' },
    { shell: 'staff', path: '/access/roles', load: access, title: 'identity:roles.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/rules', load: access, title: 'identity:rules.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/limits', load: access, title: 'identity:limits.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/services', load: access, title: 'identity:services.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/apps', load: access, title: 'identity:apps.title', needs: 'user.manage' },
    { shell: 'staff', path: '/emergency-access', load: glass, title: 'identity:glass.title', needs: 'glass.break' },
    { shell: 'staff', path: '/privacy/glass', load: glass, title: 'identity:review.title', needs: 'glass.review' },
    { shell: 'staff', path: '/privacy/glass/$glassId', load: glass, title: 'identity:review.one', needs: 'glass.review' },
    { shell: 'patient', path: '/my/looks', load: () => import('./pages/LooksPage'), title: 'identity:looks.title', needs: 'patient.self' },
    { shell: 'staff', path: '/account', load: account, title: 'identity:account.title' },
    { shell: 'patient', path: '/my/account', load: account, title: 'identity:account.title' },
  ],
  places: [
    { shell: 'staff', to: '/privacy/glass', label: 'identity:nav.glass', icon: Activity, order: 20, needs: 'glass.review' },
    { shell: 'staff', to: '/access/roles', label: 'identity:nav.access', icon: IdCard, order: 62, needs: 'user.manage' },
    { shell: 'patient', to: '/my/looks', label: 'identity:nav.looks', icon: CircleUserRound, order: 95, needs: 'patient.self' },
  ],
  commands: [
    { id: 'emergency-access', label: 'identity:glass.title', icon: Activity, to: '/emergency-access', needs: 'glass.break', keywords: 'break glass record' },
  ],
  slots: {
    frame: [{ order: 10, load: () => import('./components/StepUp') }],
    banner: [{ order: 10, load: () => import('./components/Banners') }],
    'person.access': [{ order: 10, load: () => import('./components/PersonAccess'), needs: 'user.manage' }],
  },
  live: {
    SessionRevoked: [['session'], ['sessions'], ['users']],
    UserChanged: [['users']],
    LetterWritten: 'none',
    PolicyChanged: [['roles'], ['access-rules'], ['session-limits']],
    ServiceKeyChanged: [['service-accounts']],
    GlassChanged: [['break-glass'], ['patients']],
    AccessChanged: [['access'], ['patients']],
  },
});
