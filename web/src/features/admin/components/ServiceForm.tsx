/** A service of the hospital's own: a new one with its first price, or other words for one that is there. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { parseMoney } from '@/lib/money';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { useAddService, useCallService, type Service } from '../api/hub';
import css from '../pages/Hub.module.css';

const UNITS = ['1', '15.min', '30.min', 'min', 'h', 'd'] as const;

/** Who knows a service by a code of this shape; the server decides by the same. */
function system(code: string): 'hcpcs' | 'cpt' | 'own' | null {
  const written = code.trim().toUpperCase();
  if (/^[A-Z]\d{4}$/.test(written)) return 'hcpcs';
  if (/^\d{4}[0-9A-Z]$/.test(written)) return 'cpt';
  return /^(?=.{2,20}$)[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/.test(written) ? 'own' : null;
}

export function ServiceForm({ service, currency, onDone }: { service?: Service; currency: string; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const add = useAddService();
  const call = useCallService();
  const form = useForm({
    initialValues: { code: service?.code ?? '', display: service?.display ?? '', unit: service?.unit ?? '1', virtual: service?.virtual ?? false, amount: '' },
    validate: {
      code: (value) => (service || system(value) ? null : t('prices.bad_code')),
      display: (value) => (value.trim().length > 1 ? null : t('prices.needed')),
      amount: (value) => (!value.trim() || (parseMoney(value, currency) ?? -1) >= 0 ? null : t('prices.bad')),
    },
  });
  const known = system(form.values.code);
  const submit = form.onSubmit(({ code, display, unit, virtual, amount }) => {
    const told = { onSuccess: () => { notifyDone(t(service ? 'prices.saved' : 'prices.added', { service: display })); onDone(); }, onError: (problem: Parameters<typeof fieldErrors>[0] & { code: string; detail: string }) => form.setErrors(problem.code === 'service_exists' ? { code: problem.detail } : fieldErrors(problem)) };
    if (service) return call.mutate({ code: service.code, display, unit, virtual }, told);
    const minor = amount.trim() ? parseMoney(amount, currency) : null;
    add.mutate({ code, display, unit, virtual, ...(minor === null ? {} : { minor }) }, told);
  });
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={service ? call.error : add.error} />
      {service ? null : <TextInput label={t('prices.code')} description={known ? t(`prices.system.${known}`) : t('prices.code_hint')} autoComplete="off" maxLength={20} {...form.getInputProps('code')} />}
      <TextInput label={t('prices.service')} autoComplete="off" maxLength={200} {...form.getInputProps('display')} />
      <NativeSelect label={t('prices.unit')} data={UNITS.map((value) => ({ value, label: t(`prices.units.${value.replace('.', '_') as '1'}`) }))} {...form.getInputProps('unit')} />
      <Checkbox label={t('prices.virtual')} {...form.getInputProps('virtual', { type: 'checkbox' })} />
      {service ? null : <TextInput label={t('prices.first', { currency })} description={t('prices.first_hint')} inputMode="decimal" {...form.getInputProps('amount')} />}
      <div><Button type="submit" loading={add.isPending || call.isPending} disabled={!!service && !form.isDirty()}>{service ? t('common:save') : t('prices.add')}</Button></div>
    </form>
  );
}
