/** What strangers may read only where the hospital has opened it; else the way to the sign-in. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { asProblem } from '@/lib/problem';
import { choicesQuery } from '../api/doctors';

export function IfOpen({ children }: { children: ReactNode }) {
  const { t } = useTranslation('scheduling');
  const { data, error, refetch } = useQuery({ ...choicesQuery, retry: false });
  if (data) return children;
  if (!error) return <PageWaiting />;
  if (asProblem(error).status !== 401) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return <EmptyState icon={LockKeyhole} title={t('doctors.closed')} hint={t('doctors.closed_hint')} action={<Button component={Link} to="/sign-in" variant="default">{t('doctors.sign_in')}</Button>} />;
}
