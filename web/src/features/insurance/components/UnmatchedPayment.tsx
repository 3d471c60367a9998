/** A payment whose claim is not certain: who it seems to be, which claims it may be about, and a person's decision. */
import { Anchor, Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { Money } from '@/components/ui/Money';
import { DateText } from '@/components/ui/TimeText';
import type { Payment } from '../api/claims';
import { useAssign, useDismissPayment } from '../api/remittances';
import css from './Claims.module.css';

export function UnmatchedPayment({ payment }: { payment: Payment }) {
  const { t } = useTranslation('insurance');
  const confirm = useConfirm();
  const assign = useAssign();
  const dismiss = useDismissPayment();
  const money = (minor: number) => <Money amount={{ minor, currency: payment.currency }} />;
  const notOurs = async () => {
    const answer = await confirm({ title: t('unmatched.dismiss_title'), body: t('unmatched.dismiss_body'), verb: t('unmatched.dismiss'), reason: { label: t('unmatched.why') } });
    if (answer) dismiss.mutate({ payment: payment.id, reason: answer.reason });
  };
  return (
    <div className={css.card}>
      <div>
        <strong>{payment.patient || t('unmatched.nobody')}</strong> · {payment.control_number} · {money(payment.paid)} {t('unmatched.of')} {money(payment.charge)}
        <p>{payment.payer_name}{payment.served_on ? <>, <DateText date={payment.served_on} /></> : null} · <Anchor component={Link} to={`/remittances/${payment.remittance_id}`}>{payment.trace}</Anchor></p>
        {payment.candidates?.length ? <p>{t('unmatched.candidates')}</p> : <p>{t('unmatched.no_candidates')}</p>}
        <Group gap="xs" mt={6}>
          {payment.candidates?.map((claim) => (
            <Button key={claim.id} variant="default" loading={assign.isPending} onClick={() => assign.mutate({ payment: payment.id, claim: claim.id })}>
              {t('unmatched.assign', { name: claim.patient_name, number: claim.control_number })}
            </Button>
          ))}
        </Group>
      </div>
      <Button variant="subtle" color="gray" loading={dismiss.isPending} onClick={() => void notOurs()}>{t('unmatched.dismiss')}</Button>
    </div>
  );
}
