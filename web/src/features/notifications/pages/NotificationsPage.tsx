import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { bellQuery, useReadAll } from '../api/notifications';
import { Notices } from '../components/Notices';

export default function NotificationsPage() {
  const { t } = useTranslation('notifications');
  const { data, error, refetch } = useQuery(bellQuery);
  const readAll = useReadAll();
  return (
    <>
      <PageHeader title={t('title')} actions={<Button variant="default" style={{ visibility: data?.unread ? undefined : 'hidden' }} onClick={() => readAll.mutate()}>{t('read_all')}</Button>} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : <Notices items={data?.items ?? []} language={data?.language ?? ''} />}
    </>
  );
}
