/** Signing in, registering, the first administrator, one's own account. */
import { defineFeature } from '@/app/feature';
import { safeNext } from '@/lib/paths';

const next = (raw: Record<string, unknown>) => ({ next: safeNext(raw.next) });

export default defineFeature({
  name: 'identity',
  routes: [
    { shell: 'auth', path: '/sign-in', load: () => import('./pages/SignInPage'), title: 'identity:sign_in.title', search: next },
    { shell: 'auth', path: '/register', load: () => import('./pages/RegisterPage'), title: 'identity:register.title', search: next },
    { shell: 'auth', path: '/setup', load: () => import('./pages/SetupPage'), title: 'identity:setup.title' },
    { shell: 'bare', path: '/first-password', load: () => import('./pages/FirstPasswordPage'), title: 'identity:first.title' },
    { shell: 'staff', path: '/account', load: () => import('./pages/AccountPage'), title: 'identity:account.title' },
    { shell: 'patient', path: '/my/account', load: () => import('./pages/AccountPage'), title: 'identity:account.title' },
  ],
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
