/** One remittance: the payment, the claims it pays, and what the payer has kept or added. */
import { Anchor, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { DateText } from '@/components/ui/TimeText';
import { remittanceQuery, type Remittance } from '../api/remittances';
import { PaymentCard } from '../components/PaymentCard';
import { UnmatchedPayment } from '../components/UnmatchedPayment';
import css from '../components/Claims.module.css';

export default function RemittancePage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('insurance');
  const { data: found, error, refetch } = useQuery(remittanceQuery(id));
  const back = { to: '/remittances', label: t('remittances.title') };
  if (error && !found) return <><PageHeader title={t('remittance.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!found) return <><PageHeader title={t('remittance.title')} back={back} /><Skeleton height={320} radius="md" /></>;
  const money = (minor: number) => <Money amount={{ minor, currency: found.currency }} />;
  return (
    <>
      <PageHeader title={found.payer_name} back={back} lead={found.trace} />
      <div className={css.columns}>
        <Section title={t('remittance.claims', { count: found.payments.length })}><Payments found={found} /></Section>
        <Section title={t('remittance.payment')}>
          <KeyValue items={[
            { label: t('remittances.amount'), value: <Money amount={{ minor: found.amount, currency: found.currency }} figure /> },
            { label: t('remittances.paid_on'), value: <DateText date={found.paid_on} /> },
            { label: t('remittances.method'), value: t(`method.${found.method}` as 'method.CHK', found.method) },
            { label: t('remittance.sum'), value: money(found.payments.reduce((sum, item) => sum + item.paid, 0)) },
            ...found.adjustments.map((item) => ({ label: `${item.text} (${item.reason} ${item.reference})`, value: money(-item.amount) })),
          ]} />
          <p className={css.detail}>{t('remittance.bank')}</p>
        </Section>
      </div>
    </>
  );
}

function Payments({ found }: { found: Remittance }) {
  const { t } = useTranslation('insurance');
  return found.payments.map((payment) => (payment.state === 'unmatched' ? <UnmatchedPayment key={payment.id} payment={payment} /> : (
    <div key={payment.id}>
      <p className={css.payHead}>
        <span>{payment.claim_id ? <Anchor component={Link} to={`/claims/${payment.claim_id}`}>{payment.patient || payment.control_number}</Anchor> : payment.patient || payment.control_number}</span>
        {payment.state === 'dismissed' ? <span className={css.detail}>{t('unmatched.dismissed')}: {payment.note}</span> : null}
      </p>
      <PaymentCard payment={payment} within />
    </div>
  )));
}
