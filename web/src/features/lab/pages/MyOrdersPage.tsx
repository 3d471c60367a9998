/** One's own laboratory orders: what to do, where to go, and what became of them. */
import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { TestTubes } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { isOpen, ownOrdersQuery, toCome, type OwnOrder } from '../api/mine';
import { LaboratoryPlace } from '../components/LaboratoryPlace';
import css from '../components/Mine.module.css';

const TONES: Record<OwnOrder['stage'], Tone> = { collect: 'attention', again: 'attention', result: 'active', review: 'active', ready: 'done', discussed: 'done', revoked: 'neutral' };

export default function MyOrdersPage() {
  const { t } = useTranslation(['lab', 'encounters']);
  const { data, error, refetch } = useQuery(ownOrdersQuery);
  const open = data?.items.filter(isOpen) ?? [], over = data?.items.filter((order) => !isOpen(order)) ?? [];
  return (
    <>
      <PageHeader title={t('mine.title')} lead={t('mine.lead')} back={{ to: '/my/results', label: t('encounters:results.title') }} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} />
        : !data ? <Skeleton height={240} radius="md" />
          : data.items.length === 0 ? <EmptyState icon={TestTubes} title={t('mine.none')} hint={t('mine.none_hint')} /> : (
            <>
              {open.length ? <Section title={t('mine.open')}><ul className={css.list}>{open.map((order) => <Order key={order.id} order={order} />)}</ul></Section> : null}
              {open.some(toCome) ? <LaboratoryPlace place={data.place} /> : null}
              {over.length ? <Section title={t('mine.over')}><ul className={css.list}>{over.map((order) => <Order key={order.id} order={order} />)}</ul></Section> : null}
            </>
          )}
    </>
  );
}

function Order({ order }: { order: OwnOrder }) {
  const { t } = useTranslation(['lab', 'encounters']);
  const tests = order.tests.map((one) => one.name).join(', ');
  return (
    <li className={css.order}>
      <div className={css.titled}><h3>{order.title}</h3><StatusBadge tone={TONES[order.stage]} label={t(`mine.stage.${order.stage}`)} /></div>
      <p className={css.quiet}>{t('mine.by', { name: order.practitioner_name })} · <TimeText at={order.placed_at} as="date" />{order.collected_at && !toCome(order) ? <> · {t('mine.taken')} <TimeText at={order.collected_at} as="date" /></> : null}</p>
      <p>{t(`mine.words.${order.stage}`)}</p>
      {toCome(order) ? (
        <>
          {order.priority === 'routine' ? null : <p><strong>{t('mine.soon')}</strong></p>}
          <p className={css.before}><strong>{t('mine.before')}: </strong>{order.patient_instruction || t('mine.nothing_before')}</p>
          <p className={css.quiet}>{t('mine.specimen')}: {order.specimen}{tests && tests !== order.title ? ` · ${t('mine.tests')}: ${tests}` : ''}</p>
        </>
      ) : null}
      {order.diagnostic_report_id ? <p><Anchor component={Link} to={`/my/results/${order.diagnostic_report_id}`}>{t('mine.result')}</Anchor></p> : null}
    </li>
  );
}
