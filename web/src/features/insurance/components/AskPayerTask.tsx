/** The payer has not answered in time: what it says when it is asked, and, if it has decided, how. */
import { Button, Group, NumberInput, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Money } from '@/components/ui/Money';
import type { TaskScreenProps } from '@/lib/tasks';
import css from './Claims.module.css';
import { TaskClaim, useClaimOfCase } from './TaskClaim';

const ACTIONS = ['wait', 'resend', 'paid', 'denied', 'rejected'] as const;
const AMOUNTS = ['paid', 'contractual', 'patient_share'] as const;
type Said = { action: string; days: number; reason: string; decided_on: string; reference: string; paid: number; contractual: number; patient_share: number };
const EMPTY: Said = { action: '', days: 14, reason: '', decided_on: '', reference: '', paid: 0, contractual: 0, patient_share: 0 };

export default function AskPayerTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('insurance');
  const [said, setSaid] = useState<Said>({ ...EMPTY, ...(answers as Partial<Said>) });
  const set = (change: Partial<Said>) => {
    const next = { ...said, ...change };
    setSaid(next);
    onChange(given(next));
  };
  const readOnly = !task.may_complete;
  const decided = said.action === 'paid' || said.action === 'denied' || said.action === 'rejected';
  return (
    <>
      <TaskClaim caseId={task.case_id} title={t('ask.title')} />
      {problem ? <FormProblem problem={problem} /> : null}
      <form onSubmit={(event) => { event.preventDefault(); onComplete(given(said)); }} className={css.form}>
        <Radio.Group label={t('ask.what')} value={said.action} onChange={(action) => set({ action })} readOnly={readOnly} required>
          <Stack gap="xs" mt="xs">
            {ACTIONS.map((action) => <Radio key={action} value={action} label={t(`ask.actions.${action}`)} description={t(`ask.hints.${action}`)} disabled={readOnly} />)}
          </Stack>
        </Radio.Group>
        {said.action === 'wait' ? <NumberInput label={t('ask.days')} min={1} max={90} allowDecimal={false} value={said.days} onChange={(days) => set({ days: Number(days) || 1 })} readOnly={readOnly} /> : null}
        {said.action === 'paid' ? <Payment caseId={task.case_id} said={said} set={set} readOnly={readOnly} /> : null}
        {said.action ? <Textarea label={t('ask.reason')} required={decided && said.action !== 'paid'} maxLength={500} autosize minRows={2} value={said.reason} onChange={(event) => set({ reason: event.currentTarget.value })} readOnly={readOnly} /> : null}
        <Group><Button type="submit" loading={busy} disabled={readOnly || !said.action}>{t('ask.verb')}</Button></Group>
      </form>
    </>
  );
}

/** What the payer pays, and what that leaves. */
function Payment({ caseId, said, set, readOnly }: { caseId: string; said: Said; set: (change: Partial<Said>) => void; readOnly: boolean }) {
  const { t } = useTranslation('insurance');
  const claim = useClaimOfCase(caseId);
  const digits = claim ? new Intl.NumberFormat('en', { style: 'currency', currency: claim.currency }).resolvedOptions().maximumFractionDigits ?? 2 : 2;
  const unit = 10 ** digits;
  const left = claim ? claim.total - said.paid - said.contractual - said.patient_share : 0;
  return (
    <>
      <div className={css.pair}>
        <TextInput type="date" label={t('ask.decided_on')} required value={said.decided_on} onChange={(event) => set({ decided_on: event.currentTarget.value })} readOnly={readOnly} />
        <TextInput label={t('ask.reference')} required={said.paid > 0} maxLength={30} value={said.reference} onChange={(event) => set({ reference: event.currentTarget.value })} readOnly={readOnly} />
      </div>
      <Group grow align="end">
        {AMOUNTS.map((name) => (
          <NumberInput key={name} label={t(`claim.${name}`)} min={0} decimalScale={digits} fixedDecimalScale hideControls value={said[name] / unit}
            onChange={(value) => set({ [name]: Math.round(Number(value || 0) * unit) })} readOnly={readOnly} />
        ))}
      </Group>
      {claim ? <p className={css.detail} role="status">{left < 0 ? t('ask.too_much') : <>{t('ask.left')} <Money amount={{ minor: left, currency: claim.currency }} /></>}</p> : null}
    </>
  );
}

/** The answers of the form; amounts and dates go with a payment only. */
function given(said: Said) {
  const { action, days, reason, decided_on, reference, ...amounts } = said;
  return action === 'paid' ? { action, days, reason, decided_on: decided_on || null, reference, ...amounts } : { action, days, reason };
}
