/** Requests to erase a record: those that wait first. */
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { erasuresQuery } from '../api/erasure';
import { ErasureState } from '../components/ErasureState';
import css from '../components/Rows.module.css';

export default function ErasuresPage() {
  const { t } = useTranslation('patients_erasure');
  const { data, error, refetch } = useQuery(erasuresQuery);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Section>
        {data.items.length === 0 ? <EmptyState title={t('none')} hint={t('none_hint')} /> : (
          <ul className={css.rows}>
            {data.items.map((row) => (
              <li key={row.id} className={css.row}>
                <div className={css.words}>
                  <strong><Anchor component={Link} to={`/privacy/erasures/${row.id}`} inherit>{row.name ? `${row.name} · ${row.number}` : row.number}</Anchor></strong>
                  <span>{t(row.by_patient ? 'by_patient' : 'by_house')} · <TimeText at={row.created_at} as="date" />{row.status === 'restricted' && row.erase_from ? <> · {t('erase_from')} <DateText date={row.erase_from} /></> : null}</span>
                </div>
                <ErasureState status={row.status} />
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
