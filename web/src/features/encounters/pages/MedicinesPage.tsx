/** A patient's medicines: how to take them, how long they last, and asking for more. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Pill } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { medicinesQuery, type Medicine } from '../api/medicines';
import { AskRefill } from '../components/AskRefill';
import { RefillAnswer } from '../components/RefillAnswer';
import css from '../components/Summary.module.css';
import { useReads } from '../prescribing';

export default function MedicinesPage() {
  const { t } = useTranslation('encounters');
  const { data, error, refetch } = useQuery(medicinesQuery);
  return (
    <>
      <PageHeader title={t('medicines.title')} lead={t('medicines.lead')} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} />
        : !data ? <Skeleton height={200} radius="md" />
          : data.items.length === 0 ? <EmptyState icon={Pill} title={t('medicines.none')} hint={t('medicines.none_hint')} />
            : <ul className={css.list}>{data.items.map((row) => <Row key={row.id} row={row} />)}</ul>}
      <p className={css.emergency}>{t('common:emergency')}</p>
    </>
  );
}

function Row({ row }: { row: Medicine }) {
  const { t } = useTranslation('encounters');
  const reads = useReads();
  return (
    <li className={css.medicine}>
      <strong>{row.medication}</strong>
      <span>{reads(row)}</span>
      {row.instructions ? <span>{row.instructions}</span> : null}
      <span className={css.quiet}>{t('medicines.from', { name: row.practitioner_name })} <TimeText at={row.prescribed_at} as="date" />
        {row.lasts_until ? <> · {t('medicines.lasts')} <TimeText at={`${row.lasts_until}T12:00:00Z`} as="date" /></> : null}</span>
      {row.refill ? <RefillAnswer refill={row.refill} /> : null}
      {row.may_ask ? <AskRefill medicine={row} /> : null}
    </li>
  );
}

