/** For the billing office, beside a bill: what this patient has paid too much, applied to the bill or given back. */
import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Money } from '@/components/ui/Money';
import { Section } from '@/components/ui/Section';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility, useMay } from '@/lib/auth';
import { exponent, formatMoney, parseMoney } from '@/lib/money';
import { notifyDone } from '@/lib/notify';
import { fullTime } from '@/lib/time';
import { creditQuery, useApplyCredit, useRefund, type Credit as Found } from '../api/credits';
import { isOpen, type InvoiceDetail } from '../api/invoices';
import css from './Bills.module.css';

const TONES: Record<Found['refunds'][number]['status'], Tone> = { requested: 'info', processing: 'info', succeeded: 'done', failed: 'attention' };

export default function Credit({ invoice }: { invoice: InvoiceDetail }) {
  const { t } = useTranslation('billing');
  const may = useMay();
  const { data } = useQuery(creditQuery(invoice.patient_id));
  const apply = useApplyCredit(invoice.id);
  const [giving, setGiving] = useState(false);
  if (!data || (!data.minor && !data.refunds.length)) return null;
  const usable = invoice.status === 'issued' && !invoice.payments.some(isOpen);
  return (
    <Section title={t('credit.title')} framed className={css.noprint}>
      <div className={css.due}>
        <p className={css.credit}><Money amount={data} figure /><span className={css.quiet}>{t(data.minor ? 'credit.hint' : 'credit.nothing')}</span></p>
        {data.minor ? (
          <div className={css.buttons}>
            {usable ? <Button variant="default" loading={apply.isPending} onClick={() => apply.mutate(undefined, { onSuccess: () => notifyDone(t('credit.applied')) })}>{t('credit.apply')}</Button> : null}
            {may('refund.make') && data.payments.length ? <Button onClick={() => setGiving(true)}>{t('credit.give_back')}</Button> : null}
          </div>
        ) : null}
      </div>
      {data.refunds.length ? (
        <ul className={css.refunds} aria-label={t('credit.refunds')}>
          {data.refunds.map((one) => (
            <li key={one.id}>
              <span><Money amount={one} /> <StatusBadge tone={TONES[one.status]} label={t(`credit.status.${one.status}`)} /></span>
              <span className={css.quiet}><TimeText at={one.created_at} as="date" /> · {one.by_name} · {one.reason}{one.failure ? ` · ${t('credit.failure')}` : ''}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {giving ? <GiveBack credit={data} onClose={() => setGiving(false)} /> : null}
    </Section>
  );
}

function GiveBack({ credit, onClose }: { credit: Found; onClose: () => void }) {
  const { t } = useTranslation('billing');
  const { zone } = useFacility();
  const refund = useRefund(credit.patient_id);
  const [payment, setPayment] = useState(credit.payments[0]?.id ?? '');
  const most = Math.min(credit.minor, credit.payments.find((one) => one.id === payment)?.left ?? 0);
  const typed = (minor: number) => (minor / 10 ** exponent(credit.currency)).toFixed(exponent(credit.currency));
  const [amount, setAmount] = useState(typed(most));
  const [reason, setReason] = useState('');
  const minor = parseMoney(amount, credit.currency);
  const wrong = minor === null || minor <= 0 ? t('credit.not_an_amount') : minor > most ? t('credit.too_much', { most: formatMoney({ minor: most, currency: credit.currency }) }) : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (minor && !wrong) refund.mutate({ payment, minor, reason: reason.trim() }, { onSuccess: () => { notifyDone(t('credit.asked')); onClose(); } });
  };
  return (
    <Modal opened onClose={onClose} title={t('credit.give_back')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={send} className={css.form}>
        <p className={css.quiet}>{t('credit.how')}</p>
        <NativeSelect label={t('credit.payment')} value={payment} onChange={(event) => setPayment(event.currentTarget.value)}
          data={credit.payments.map((one) => ({ value: one.id, label: t('credit.of', { at: fullTime(one.paid_at, zone), number: one.invoice_number, left: formatMoney({ minor: one.left, currency: credit.currency }) }) }))} />
        <TextInput label={t('line.amount')} inputMode="decimal" required value={amount} error={amount ? wrong : null} onChange={(event) => setAmount(event.currentTarget.value)} />
        <Textarea label={t('credit.reason')} required autosize minRows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <FormProblem problem={refund.error} />
        <div className={css.buttons}><Button type="submit" loading={refund.isPending} disabled={!!wrong || reason.trim().length < 3}>{t('credit.verb', { amount: wrong || minor === null ? '' : formatMoney({ minor, currency: credit.currency }) })}</Button></div>
      </form>
    </Modal>
  );
}
