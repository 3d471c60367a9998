/** Signing in, registering, the first administrator, one's own account. */
import { Eye, KeyRound, Siren } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { safeNext } from '@/lib/paths';

const next = (raw: Record<string, unknown>) => ({ next: safeNext(raw.next) });

export default defineFeature({
  name: 'identity',
  routes: [
    { shell: 'auth', path: '/sign-in', load: () => import('./pages/SignInPage'), title: 'identity:sign_in.title', search: next },
    { shell: 'auth', path: '/register', load: () => import('./pages/RegisterPage'), title: 'identity:register.title', search: next },
    { shell: 'auth', path: '/forgot', load: () => import('./pages/ForgotPage'), title: 'identity:forgot.title' },
    { shell: 'auth', path: '/reset', load: () => import('./pages/ByLinkPage'), title: 'identity:reset.title' },
    { shell: 'auth', path: '/welcome', load: () => import('./pages/ByLinkPage'), title: 'identity:invited.title' },
    { shell: 'auth', path: '/verify', load: () => import('./pages/VerifyPage'), title: 'identity:verify.title' },
    { shell: 'auth', path: '/setup', load: () => import('./pages/SetupPage'), title: 'identity:setup.title' },
    { shell: 'bare', path: '/first-password', load: () => import('./pages/FirstPasswordPage'), title: 'identity:first.title' },
    { shell: 'bare', path: '/enrol', load: () => import('./pages/EnrolPage'), title: 'identity:enrol.title' },
    { shell: 'bare', path: '/oauth/authorize', load: () => import('./pages/ConsentPage'), title: 'identity:consent.title' },
    { shell: 'staff', path: '/access/roles', load: () => import('./pages/RolesPage'), title: 'identity:roles.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/rules', load: () => import('./pages/RulesPage'), title: 'identity:rules.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/limits', load: () => import('./pages/LimitsPage'), title: 'identity:limits.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/services', load: () => import('./pages/ServicesPage'), title: 'identity:services.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/apps', load: () => import('./pages/AppsPage'), title: 'identity:apps.title', needs: 'user.manage' },
    { shell: 'staff', path: '/emergency-access', load: () => import('./pages/EmergencyPage'), title: 'identity:glass.title', needs: 'glass.break' },
    { shell: 'staff', path: '/privacy/glass', load: () => import('./pages/GlassesPage'), title: 'identity:review.title', needs: 'glass.review' },
    { shell: 'staff', path: '/privacy/glass/$glassId', load: () => import('./pages/GlassPage'), title: 'identity:review.one', needs: 'glass.review' },
    { shell: 'patient', path: '/my/looks', load: () => import('./pages/LooksPage'), title: 'identity:looks.title', needs: 'patient.self' },
    { shell: 'staff', path: '/account', load: () => import('./pages/AccountPage'), title: 'identity:account.title' },
    { shell: 'patient', path: '/my/account', load: () => import('./pages/AccountPage'), title: 'identity:account.title' },
  ],
  places: [
    { shell: 'staff', to: '/privacy/glass', label: 'identity:nav.glass', icon: Siren, order: 20, needs: 'glass.review' },
    { shell: 'staff', to: '/access/roles', label: 'identity:nav.access', icon: KeyRound, order: 62, needs: 'user.manage' },
    { shell: 'patient', to: '/my/looks', label: 'identity:nav.looks', icon: Eye, order: 95, needs: 'patient.self' },
  ],
  commands: [
    { id: 'emergency-access', label: 'identity:glass.title', icon: Siren, to: '/emergency-access', needs: 'glass.break', keywords: 'break glass record' },
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
