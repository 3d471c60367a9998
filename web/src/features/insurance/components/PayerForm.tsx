/** An insurer and its companion guide: where claims go, and what it wants on them. */
import { Button, Checkbox, Fieldset, Group, NativeSelect, NumberInput, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { useSavePayer, type Payer, type PayerCard } from '../api/payers';
import css from './Claims.module.css';

const empty: PayerCard = {
  name: '', receiver_id: '', receiver_name: '', filing_code: 'CI', usage: 'P', active: true,
  rules: { filing_days: 365, appeal_days: 180, appeal_address: '', member_id_masks: [], authorization_codes: [], authorization_plans: [], telehealth_modifier: false, max_units: 999, disabled_edits: [] },
};
const FILING_CODES = ['CI', '12', 'BL', 'HM', 'MB', 'MC', 'CH', 'VA', 'WC', 'ZZ'] as const;

export function PayerForm({ payer, onClose }: { payer: Payer | null; onClose: () => void }) {
  const { t } = useTranslation('insurance');
  const save = useSavePayer();
  const rules = { ...empty.rules, ...(payer?.rules as Partial<PayerCard['rules']> | undefined) };
  const form = useForm({ initialValues: { code: payer?.code ?? '', card: { ...empty, ...(payer && pick(payer)), rules } } });
  const errors = fieldErrors(save.error);
  const send = form.onSubmit(({ code, card }) =>
    save.mutate({ payer, code: code.trim().toUpperCase(), card }, { onSuccess: () => { notifyDone(t('mine.saved')); onClose(); } }));
  return (
    <form onSubmit={send} className={css.form}>
      {save.error ? <FormProblem problem={save.error} /> : null}
      <TextInput label={t('payers.name')} required maxLength={60} {...form.getInputProps('card.name')} error={errors.name} />
      <TextInput label={t('payers.code')} description={t('payers.code_hint')} required maxLength={20} disabled={payer !== null} {...form.getInputProps('code')} error={errors.code} />
      <div className={css.pair}>
        <TextInput label={t('payers.receiver_name')} required maxLength={60} {...form.getInputProps('card.receiver_name')} error={errors.receiver_name} />
        <TextInput label={t('payers.receiver_id')} required maxLength={15} {...form.getInputProps('card.receiver_id')} error={errors.receiver_id} />
      </div>
      <div className={css.pair}>
        <NativeSelect label={t('payers.filing')} {...form.getInputProps('card.filing_code')} data={FILING_CODES.map((value) => ({ value, label: t(`filing.${value}`) }))} />
        <NativeSelect label={t('payers.usage')} {...form.getInputProps('card.usage')} data={[{ value: 'P', label: t('payers.production') }, { value: 'T', label: t('payers.test') }]} />
      </div>
      <div className={css.pair}>
        <NumberInput label={t('payers.filing_days')} min={1} max={3650} allowDecimal={false} {...form.getInputProps('card.rules.filing_days')} />
        <NumberInput label={t('payers.appeal_days')} min={1} max={3650} allowDecimal={false} {...form.getInputProps('card.rules.appeal_days')} />
        <NumberInput label={t('payers.max_units')} min={1} max={99999} allowDecimal={false} {...form.getInputProps('card.rules.max_units')} />
      </div>
      <Textarea label={t('payers.appeal_address')} description={t('payers.appeal_address_hint')} autosize minRows={2} maxLength={400} {...form.getInputProps('card.rules.appeal_address')} />
      <TagsInput label={t('payers.masks')} description={t('payers.masks_hint')} clearable {...form.getInputProps('card.rules.member_id_masks')} />
      <TagsInput label={t('payers.authorization')} description={t('payers.authorization_hint')} clearable {...form.getInputProps('card.rules.authorization_codes')} />
      <Plans plans={form.values.card.rules.authorization_plans} onChange={(plans) => form.setFieldValue('card.rules.authorization_plans', plans)} />
      {Object.entries(errors).filter(([path]) => path.includes('authorization_plans')).slice(0, 1).map(([path, message]) => <p key={path} role="alert">{message}</p>)}
      <Checkbox label={t('payers.telehealth')} {...form.getInputProps('card.rules.telehealth_modifier', { type: 'checkbox' })} />
      <Checkbox label={t('payers.active')} {...form.getInputProps('card.active', { type: 'checkbox' })} />
      <Group><Button type="submit" loading={save.isPending}>{t('common:save')}</Button><Button variant="default" onClick={onClose}>{t('common:cancel')}</Button></Group>
    </form>
  );
}

type Plan = PayerCard['rules']['authorization_plans'][number];

/** Plans that want to be asked about other services than the payer's list says. */
function Plans({ plans, onChange }: { plans: Plan[]; onChange: (plans: Plan[]) => void }) {
  const { t } = useTranslation('insurance');
  const set = (at: number, part: Partial<Plan>) => onChange(plans.map((one, n) => (n === at ? { ...one, ...part } : one)));
  return (
    <Fieldset legend={t('payers.plans')} className={css.form ?? ''}>
      <p className={css.detail}>{t('payers.plans_hint')}</p>
      {plans.map((one, at) => (
        <div key={at} className={css.pair}>
          <TextInput label={t('payers.plan')} required maxLength={80} value={one.plan} onChange={(event) => set(at, { plan: event.currentTarget.value })} />
          <TagsInput label={t('payers.plan_codes')} clearable acceptValueOnBlur value={one.authorization_codes} onChange={(codes) => set(at, { authorization_codes: codes.map((code) => code.trim().toUpperCase()) })} />
          <div><Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange(plans.filter((_, n) => n !== at))} aria-label={t('payers.plan_remove_named', { plan: one.plan })}>{t('payers.plan_remove')}</Button></div>
        </div>
      ))}
      <div><Button size="compact-sm" variant="default" onClick={() => onChange([...plans, { plan: '', authorization_codes: [] }])}>{t('payers.plan_add')}</Button></div>
    </Fieldset>
  );
}

const pick = ({ name, receiver_id, receiver_name, filing_code, usage, active }: Payer): Omit<PayerCard, 'rules'> =>
  ({ name, receiver_id, receiver_name, filing_code, usage: usage === 'T' ? 'T' : 'P', active });
