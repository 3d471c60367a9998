/** How the house books: times, caps and fees. */
import { Button, NumberInput, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { policyQuery, useSavePolicy, type Policy } from '../api/closing';
import css from './Schedule.module.css';

const NUMBERS = ['horizon_days', 'notice_minutes', 'no_show_grace_minutes', 'offer_minutes', 'reoffer_hours', 'overbook_per_day', 'check_in_opens_minutes', 'late_cancel_hours'] as const;
const FEES = ['late_cancel_fee_minor', 'no_show_fee_minor'] as const;

export function PolicyForm() {
  const { data } = useQuery(policyQuery);
  return data ? <Fields key={JSON.stringify(data)} policy={data} /> : <PageWaiting />;
}

function Fields({ policy }: { policy: Policy }) {
  const { t } = useTranslation('scheduling');
  const save = useSavePolicy();
  const [values, setValues] = useState(policy);
  return (
    <form className={css.form} onSubmit={(event) => { event.preventDefault(); save.mutate(values, { onSuccess: () => notifyDone(t('policy.saved')) }); }}>
      <div className={css.inline}>
        {NUMBERS.map((name) => <NumberInput key={name} label={t(`policy.${name}`)} min={0} w={230} value={values[name]} onChange={(value) => setValues((before) => ({ ...before, [name]: Number(value) || 0 }))} />)}
        {FEES.map((name) => <NumberInput key={name} label={t(`policy.${name}`, { currency: policy.currency })} min={0} decimalScale={2} fixedDecimalScale w={230} value={values[name] / 100} onChange={(value) => setValues((before) => ({ ...before, [name]: Math.round((Number(value) || 0) * 100) }))} />)}
      </div>
      <TagsInput
        label={t('policy.reminder_hours')} description={t('policy.reminder_hint')} maxTags={5} acceptValueOnBlur w={472} maw="100%"
        value={values.reminder_hours.map(String)} onChange={(hours) => setValues((before) => ({ ...before, reminder_hours: hours.map(Number).filter((one) => Number.isInteger(one) && one >= 1 && one <= 720) }))}
      />
      <FormProblem problem={save.error} />
      <Button type="submit" loading={save.isPending} w="fit-content">{t('policy.save')}</Button>
    </form>
  );
}
