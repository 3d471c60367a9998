/** What a payer says of a claim, on the telephone or in a letter: the same fields for the task and for the claim's page. */
import { Group, NumberInput, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import { fieldErrors, type ApiProblem } from '@/lib/problem';
import type { Claim } from '../api/claims';
import css from './Claims.module.css';

const AMOUNTS = ['paid', 'contractual', 'patient_share'] as const;
export type News = 'wait' | 'resend' | 'paid' | 'denied' | 'rejected';
export type Said = { action: News | ''; days: number; reason: string; decided_on: string; reference: string; paid: number; contractual: number; patient_share: number };
export const EMPTY: Said = { action: '', days: 14, reason: '', decided_on: '', reference: '', paid: 0, contractual: 0, patient_share: 0 };

type Props = { news: readonly News[]; said: Said; set: (change: Partial<Said>) => void; claim: Claim | null | undefined; problem: ApiProblem | null; readOnly?: boolean };

export function PayerAnswer({ news, said, set, claim, problem, readOnly = false }: Props) {
  const { t } = useTranslation('insurance');
  const decided = said.action === 'denied' || said.action === 'rejected';
  const wrong = fieldErrors(problem);
  return (
    <>
      <Radio.Group label={t('ask.what')} value={said.action} onChange={(action) => set({ action: action as News })} readOnly={readOnly} required>
        <Stack gap="xs" mt="xs">
          {news.map((action) => <Radio key={action} value={action} label={t(`ask.actions.${action}`)} description={t(`ask.hints.${action}`)} disabled={readOnly} />)}
        </Stack>
      </Radio.Group>
      {said.action === 'wait' ? <NumberInput label={t('ask.days')} min={1} max={90} allowDecimal={false} value={said.days} onChange={(days) => set({ days: Number(days) || 1 })} readOnly={readOnly} /> : null}
      {said.action === 'paid' ? <Payment claim={claim} said={said} set={set} wrong={wrong} readOnly={readOnly} /> : null}
      {said.action ? <Textarea label={t('ask.reason')} required={decided} maxLength={500} autosize minRows={2} value={said.reason} error={wrong.reason} onChange={(event) => set({ reason: event.currentTarget.value })} readOnly={readOnly} /> : null}
    </>
  );
}

/** What the payer pays, and what that leaves. */
function Payment({ claim, said, set, wrong, readOnly }: { claim: Claim | null | undefined; said: Said; set: (change: Partial<Said>) => void; wrong: Record<string, string>; readOnly: boolean }) {
  const { t } = useTranslation('insurance');
  const digits = claim ? new Intl.NumberFormat('en', { style: 'currency', currency: claim.currency }).resolvedOptions().maximumFractionDigits ?? 2 : 2;
  const unit = 10 ** digits;
  const left = claim ? claim.total - said.paid - said.contractual - said.patient_share : 0;
  return (
    <>
      <div className={css.pair}>
        <TextInput type="date" label={t('ask.decided_on')} required value={said.decided_on} error={wrong.decided_on} onChange={(event) => set({ decided_on: event.currentTarget.value })} readOnly={readOnly} />
        <TextInput label={t('ask.reference')} required={said.paid > 0} maxLength={30} value={said.reference} error={wrong.reference} onChange={(event) => set({ reference: event.currentTarget.value })} readOnly={readOnly} />
      </div>
      <Group grow align="end">
        {AMOUNTS.map((name) => (
          <NumberInput key={name} label={t(`claim.${name}`)} min={0} decimalScale={digits} fixedDecimalScale hideControls value={said[name] / unit} error={wrong[name]}
            onChange={(value) => set({ [name]: Math.round(Number(value || 0) * unit) })} readOnly={readOnly} />
        ))}
      </Group>
      {claim ? <p className={css.detail} role="status">{left < 0 ? t('ask.too_much') : <>{t('ask.left')} <Money amount={{ minor: left, currency: claim.currency }} /></>}</p> : null}
    </>
  );
}

/** The answers; amounts and dates go with a payment only. */
export function given(said: Said) {
  const { action, days: _, reason, decided_on, reference, ...amounts } = said;
  return action === 'paid' ? { action, reason, decided_on: decided_on || null, reference, ...amounts } : { action, reason };
}
