/** Signing in, registering, the first administrator, one's own account. */
import { CircleUserRound } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { safeNext } from '@/lib/paths';

/** Pages that belong together come as one piece: every piece has its name in the first load. */
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
    { shell: 'auth', path: '/confirm', load: auth, title: 'identity:confirm.title' },
    { shell: 'auth', path: '/verify', load: auth, title: 'identity:verify.title' },
    { shell: 'auth', path: '/test-provider', load: auth, title: 'identity:test_provider.title' },
    { shell: 'auth', path: '/setup', load: auth, title: 'identity:setup.title' },
    { shell: 'bare', path: '/first-password', load: gate, title: 'identity:first.title' },
    { shell: 'bare', path: '/enrol', load: gate, title: 'identity:enrol.title' },
    { shell: 'bare', path: '/oauth/authorize', load: gate, title: 'identity:consent.title' },
    { shell: 'patient', path: '/my/looks', load: () => import('./pages/LooksPage'), title: 'identity:looks.title', needs: 'record.own' },
    { shell: 'staff', path: '/account', load: account, title: 'identity:account.title' },
    { shell: 'patient', path: '/my/account', load: account, title: 'identity:account.title' },
  ],
  places: [
    { shell: 'patient', to: '/my/looks', label: 'identity:nav.looks', icon: CircleUserRound, order: 95, needs: 'record.own' },
  ],
  slots: {
    frame: [{ order: 10, load: () => import('./components/StepUp') }],
    banner: [{ order: 10, load: () => import('./components/Banners') }],
  },
  live: {
    SessionRevoked: [['session'], ['sessions'], ['users']],
    UserChanged: [['users']],
    LetterWritten: 'none',
    SmsCodeWritten: 'none',
    PolicyChanged: [['roles'], ['access-rules'], ['session-limits']],
    ServiceKeyChanged: [['service-accounts']],
    GlassChanged: [['break-glass'], ['patients']],
    AccessChanged: [['access'], ['patients']],
  },
});
