/** What one remittance says about one claim: amounts, and every reason in words. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import { DateText } from '@/components/ui/TimeText';
import type { Payment } from '../api/claims';
import css from './Claims.module.css';

type Adjustment = Payment['adjustments'][number];

/** `within`: on the remittance's own page, where its number need not be said again. */
export function PaymentCard({ payment, within = false }: { payment: Payment; within?: boolean }) {
  const { t } = useTranslation('insurance');
  const decision = t(`clp.${payment.claim_status}` as 'clp.1', payment.claim_status);
  return (
    <div className={css.pay}>
      <p className={css.payHead}>
        <span>
          {within ? decision : <><Anchor component={Link} to={`/remittances/${payment.remittance_id}`}>{payment.trace}</Anchor> <DateText date={payment.paid_on} /> · {decision}</>}
        </span>
        <strong><Money amount={{ minor: payment.paid, currency: payment.currency }} /></strong>
      </p>
      <Reasons adjustments={payment.adjustments} remarks={payment.remarks} currency={payment.currency} />
      {payment.lines.map((line, index) => (
        <div key={index} className={css.line}>
          <span className={css.sub}>{[line.code, ...line.modifiers].join(' ')}</span>
          <Reasons adjustments={line.adjustments} remarks={line.remarks} currency={payment.currency} />
        </div>
      ))}
      {payment.match && payment.match !== 'control_number' ? <p className={css.sub}>{t(`match.${payment.match}` as 'match.clerk', payment.match)}</p> : null}
    </div>
  );
}

function Reasons({ adjustments, remarks, currency }: { adjustments: Adjustment[]; remarks: string[]; currency: string }) {
  if (!adjustments.length && !remarks.length) return null;
  return (
    <ul className={css.reasons}>
      {adjustments.map((item, index) => (
        <li key={index} data-denial={item.denial || undefined}>
          <span><span className={css.say}>{item.text}</span> <span className={css.detail}>{item.group_text}, {item.group}-{item.reason}</span></span>
          <Money amount={{ minor: item.amount, currency }} />
        </li>
      ))}
      {remarks.map((remark) => <li key={remark}><span className={css.detail}>{remark}</span></li>)}
    </ul>
  );
}
