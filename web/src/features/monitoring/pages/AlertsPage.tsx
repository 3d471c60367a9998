/** Every alert that is one's business: open ones, the most urgent first; and what became of others. */
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { BellOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { alertsQuery } from '../api/vitals';
import { AlertLine } from '../components/AlertLine';
import css from '../components/Monitoring.module.css';

export default function AlertsPage() {
  const { t } = useTranslation('monitoring');
  const [scope, setScope] = useState<'open' | 'closed'>('open');
  const { data, error, refetch } = useQuery(alertsQuery(scope));
  return (
    <>
      <PageHeader title={t('alerts.title')} lead={t('alerts.lead')} />
      <div className={css.bar}><SegmentedControl aria-label={t('alerts.title')} value={scope} onChange={(value) => setScope(value as 'open')} data={[{ value: 'open', label: t('alerts.open') }, { value: 'closed', label: t('alerts.closed') }]} /></div>
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} />
        : !data ? <Skeleton height={240} />
          : data.items.length === 0 ? <EmptyState icon={BellOff} title={t('alerts.none')} hint={t('alerts.none_hint')} />
            : <ul className={css.rows}>{data.items.map((alert) => <AlertLine key={alert.id} alert={alert} />)}</ul>}
    </>
  );
}
