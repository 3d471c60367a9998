/** One order with its specimens. */
import { useTranslation } from 'react-i18next';
import { KeyValue } from '@/components/ui/KeyValue';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import type { Order } from '../api/orders';
import css from './Lab.module.css';
import { Standing } from './Standing';

export function OrderShown({ order }: { order: Order }) {
  const { t } = useTranslation('lab');
  const tests = order.tests.map((one) => one.name).join(', ');
  return (
    <Section title={<span className={css.titled}>{order.title} <Standing row={order} /></span>}>
      <KeyValue items={[
        { label: t('order.patient'), value: `${order.patient_name} · ${order.patient_number}` },
        { label: t('order.birth_date'), value: <TimeText at={`${order.birth_date}T12:00:00Z`} as="date" /> },
        tests && tests !== order.title ? { label: t('order.tests'), value: tests } : null,
        { label: t('order.specimen'), value: order.specimen },
        order.reason ? { label: t('order.reason'), value: order.reason } : null,
        order.patient_instruction ? { label: t('order.before'), value: order.patient_instruction } : null,
        { label: t('order.by'), value: <>{order.practitioner_name} · <TimeText at={order.placed_at} /></> },
        order.placed_by_name !== order.practitioner_name ? { label: t('order.written_by'), value: order.placed_by_name } : null,
        order.status_reason ? { label: t('order.revoked_for'), value: order.status_reason } : null,
        order.specimens.length ? { label: t('order.specimens'), value: <Tubes order={order} /> } : null,
      ]} />
    </Section>
  );
}

function Tubes({ order }: { order: Order }) {
  const { t } = useTranslation('lab');
  return (
    <ul className={css.tubes}>
      {order.specimens.map((one) => (
        <li key={one.id}>{one.label || t('tube.unavailable')}{one.status === 'unsatisfactory' ? ` · ${t('tube.unsatisfactory')}` : ''}{one.status_reason ? `: ${one.status_reason}` : ''} <span className={css.quiet}><TimeText at={one.collected_at} /> · {one.collected_by_name}</span></li>
      ))}
    </ul>
  );
}
