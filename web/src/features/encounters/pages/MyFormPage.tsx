/** One form that the patient fills in before a visit. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { ownFormsQuery } from '../api/own';
import FillForm from '../components/FillForm';
import { Answers } from '../components/GivenForms';

export default function MyFormPage() {
  const { t } = useTranslation('encounters');
  const { id } = usePathParams<{ id: string }>();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(ownFormsQuery);
  const given = data?.items.find((one) => one.id === id);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={320} radius="md" />;
  if (!given) return <EmptyState page title={t('mine.forms.gone')} hint={t('mine.forms.gone_hint')} />;
  return (
    <>
      <PageHeader title={given.title} lead={t(given.status === 'completed' ? 'mine.forms.done' : 'mine.forms.please')} />
      {given.status === 'completed' ? <Answers given={given} /> : <FillForm given={given} patientId="own" onDone={() => void navigate({ to: '/my' })} />}
    </>
  );
}
