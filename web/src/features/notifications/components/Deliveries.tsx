/** Messages on their way out of the house: what has arrived, waits, or failed and can be tried anew. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { Section } from '@/components/ui/Section';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { deliveriesQuery, textQuery, textsQuery, useRetryDelivery } from '../api/deliveries';
import css from './Deliveries.module.css';

const tones: Record<string, Tone> = { queued: 'active', sent: 'done', delivered: 'done', skipped: 'neutral', failed: 'problem' };

export function Deliveries() {
  const { t } = useTranslation('notifications');
  const { data } = useQuery(deliveriesQuery);
  const retry = useRetryDelivery();
  const rows = data?.items ?? [];
  return (
    <Section title={t('deliveries.title')} hint={t('deliveries.hint')}>
      {rows.length === 0 ? <EmptyState compact title={t('deliveries.none')} /> : (
        <ul className={css.rows}>
          {rows.slice(0, 60).map((row) => (
            <li key={row.id}>
              <span className={css.kind}>{t(`kind_name.${row.kind as 'message'}`, { defaultValue: row.kind.replaceAll('_', ' ') })}<small>{t(`channel.${row.channel as 'push'}`)} · <TimeText at={row.created_at} as="ago" />{row.attempts > 1 ? ` · ${t('deliveries.attempts', { count: row.attempts })}` : ''}</small></span>
              <StatusBadge tone={row.stuck ? 'problem' : (tones[row.status] ?? 'neutral')} label={row.stuck && row.status === 'queued' ? t('deliveries.given_up') : t(`delivery.${row.status as 'sent'}`)} />
              <span className={css.why}>{row.reason ? t(`reason.${row.reason as 'present'}`, { defaultValue: row.reason.replaceAll('_', ' ') }) : ''}</span>
              {row.stuck ? <Button variant="default" onClick={() => retry.mutate(row.id)}>{t('deliveries.retry')}</Button> : <span />}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

export function Texts() {
  const { t } = useTranslation('notifications');
  const { data } = useQuery(textsQuery);
  if (!data?.simulated) return null;
  return (
    <Section title={t('texts.title')} hint={t('texts.hint')}>
      {data.items.length === 0 ? <EmptyState compact title={t('texts.none')} /> : (
        <ul className={css.rows}>{data.items.slice(0, 30).map((row) => <Text key={row.id} row={row} />)}</ul>
      )}
    </Section>
  );
}

function Text({ row }: { row: { id: string; body: string; recipient: string; created_at: string } }) {
  const { t } = useTranslation('notifications');
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...textQuery(row.id), enabled: open });
  return (
    <li className={css.text}>
      <span className={css.kind}>{data?.body ?? row.body}<small>{row.recipient} · <TimeText at={row.created_at} as="ago" /></small></span>
      {row.body.includes('•') && !data ? <Button variant="default" loading={open} onClick={() => setOpen(true)}>{t('texts.show')}</Button> : null}
    </li>
  );
}
