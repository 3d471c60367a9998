/** What stands in a page's place: while it loads, when it fails, when there is nothing. */
import { Button, Loader } from '@mantine/core';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { isPatientOnly, useMaybeSession } from '@/lib/auth';
import { Compass } from 'lucide-react';
import css from './fallbacks.module.css';

export function PageWaiting() {
  const { t } = useTranslation();
  return <div className={css.waiting} role="status" aria-label={t('loading')}><Loader size="sm" type="dots" /></div>;
}

export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = useEffectEvent(() => { reset(); void router.invalidate(); });
  useEffect(() => {
    const retry = () => again();
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, []);
  return <ErrorState problem={error} onRetry={() => { reset(); void router.invalidate(); }} />;
}

export function NotFoundPage() {
  const { t } = useTranslation();
  const out = useMaybeSession() === null;
  return (
    <EmptyState page icon={Compass} title={t('not_found.title')} hint={t(out ? 'not_found.hint_out' : 'not_found.hint')}
      action={<Button component={Link} to="/" variant="default">{t(out ? 'not_found.sign_in' : 'not_found.home')}</Button>} />
  );
}

const StaffShell = lazy(() => import('./shells/StaffShell'));
const PatientShell = lazy(() => import('./shells/PatientShell'));
const AuthShell = lazy(() => import('./shells/AuthShell'));

/** Around an address that no page has: the shell of whoever asked for it. */
export function LostShell() {
  const session = useMaybeSession();
  const Shell = !session ? AuthShell : isPatientOnly(session) ? PatientShell : StaffShell;
  return <Suspense fallback={<PageWaiting />}><Shell /></Suspense>;
}
