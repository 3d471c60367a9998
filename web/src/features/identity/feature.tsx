/** Signing in, registering, one's own account. */
import { defineFeature } from '@/app/feature';
import { safeNext } from '@/lib/paths';

export default defineFeature({
  name: 'identity',
  routes: [
    { shell: 'auth', path: '/sign-in', load: () => import('./pages/SignInPage'), title: 'identity:sign_in.title', search: (raw) => ({ next: safeNext(raw.next) }) },
    { shell: 'auth', path: '/register', load: () => import('./pages/RegisterPage'), title: 'identity:register.title', search: (raw) => ({ next: safeNext(raw.next) }) },
  ],
  live: {
    SessionRevoked: [['session'], ['sessions']],
    UserChanged: [['users']],
  },
});
