/** One medicine. The amount follows dose, rhythm and days until it is typed by hand; what the checks find is said while typing and asks why. */
import { Button, Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { NotLoaded } from '@/components/ui/NotLoaded';
import { fieldErrors } from '@/lib/problem';
import { checkQuery, usePrescriptions, type Prescribe } from '../api/chart';
import { blank, FREQUENCIES, quantity, ROUTES, unitOf, UNITS, useReads } from '../prescribing';
import css from './Chart.module.css';
import { Findings, type Finding } from './Findings';

type Props = {
  id: string; row: string | null; start?: Prescribe; onClose: () => void;
  /** The prescription that this one continues: what differs from `start` needs a reason. */
  renews?: string | null;
};

export function PrescriptionForm({ id, row, start = blank, onClose, renews = null }: Props) {
  const { t } = useTranslation('encounters');
  const reads = useReads();
  const { save: write, renew } = usePrescriptions(id);
  const save = renews ? renew : write;
  const [rx, setRx] = useState(start);
  const [why, setWhy] = useState('');
  const [byHand, setByHand] = useState(row !== null || renews !== null);
  const [unitChosen, setUnitChosen] = useState(row !== null || renews !== null);
  const [asked] = useDebouncedValue(rx, 350);
  const checking = useQuery(checkQuery(id, asked, row, renews));
  const checks = checking.data;
  const refused = save.error?.code === 'allergy_match' || save.error?.code === 'check_finding' ? (save.error.extra.findings as Finding[]) : null;
  const match = refused !== null || !!checks?.needs_reason;
  const errors = fieldErrors(save.error);
  const set = (part: Partial<Prescribe>) => setRx((before) => {
    const next = { ...before, ...part };
    const unit = part.medication === undefined || unitChosen ? null : unitOf(part.medication);
    if (unit) next.dose_unit = unit;
    if ((unit || 'dose_unit' in part) && !byHand) next.quantity_unit = next.dose_unit;
    return byHand ? next : { ...next, quantity_value: quantity(next.dose_value, next.frequency, next.duration_days) || next.quantity_value };
  });
  const choices = (group: 'units' | 'routes' | 'frequencies', values: readonly string[]) => values.map((value) => ({ value, label: group === 'units' ? t(`unit_names.${value}` as 'unit_names.mg') : t(`${group}.${value}` as 'routes.oral') }));
  const changed = renews !== null && JSON.stringify({ ...rx, override_reason: '' }) !== JSON.stringify({ ...start, override_reason: '' });
  const ready = rx.medication.trim() && Number(rx.dose_value) > 0 && Number(rx.quantity_value) > 0 && (!match || rx.override_reason.trim()) && (!changed || why.trim().length >= 3);
  function send() {
    const body = { ...rx, medication: rx.medication.trim() };
    if (renews) renew.mutate({ row: renews, changes: changed ? body : null, why: changed ? why.trim() : '', reason: rx.override_reason.trim() }, { onSuccess: onClose });
    else write.mutate({ row, body }, { onSuccess: onClose });
  }
  return (
    <form className={css.rx} onSubmit={(event) => { event.preventDefault(); if (ready) send(); }}>
      {renews ? <p className={`${css.quiet} ${css.wide}`}>{t('chart.renew.hint')}</p> : null}
      <TextInput label={t('rx.medication')} placeholder={t('rx.medication_example')} value={rx.medication} maxLength={200} data-autofocus error={errors.medication} onChange={(event) => set({ medication: event.currentTarget.value })} className={css.wide ?? ''} />
      <NumberInput label={t('rx.dose')} min={0} decimalScale={4} value={rx.dose_value} error={errors.dose_value} onChange={(value) => set({ dose_value: String(value) })} />
      <Select label={t('rx.unit')} allowDeselect={false} data={choices('units', UNITS)} value={rx.dose_unit} onChange={(value) => { if (value) { setUnitChosen(true); set({ dose_unit: value }); } }} />
      <Select label={t('rx.frequency')} allowDeselect={false} data={choices('frequencies', FREQUENCIES)} value={rx.frequency} onChange={(value) => value && set({ frequency: value })} />
      <Select label={t('rx.route')} allowDeselect={false} data={choices('routes', ROUTES)} value={rx.route} onChange={(value) => value && set({ route: value })} />
      <NumberInput label={t('rx.days')} min={1} max={366} allowDecimal={false} value={rx.duration_days ?? ''} onChange={(value) => set({ duration_days: typeof value === 'number' ? value : null })} />
      <NumberInput label={t('rx.quantity')} min={0} decimalScale={4} value={rx.quantity_value} error={errors.quantity_value} onChange={(value) => { if (String(value) !== rx.quantity_value) { setByHand(true); setRx((before) => ({ ...before, quantity_value: String(value) })); } }} />
      <Checkbox label={t('rx.as_needed')} checked={rx.as_needed} onChange={(event) => set({ as_needed: event.currentTarget.checked })} className={css.half ?? ''} />
      <Checkbox label={t('chart.rx.no_substitution')} checked={!rx.substitution} onChange={(event) => set({ substitution: !event.currentTarget.checked })} className={css.half ?? ''} />
      {rx.as_needed ? <NumberInput label={t('chart.rx.max')} min={0} decimalScale={4} value={rx.max_per_day ?? ''} onChange={(value) => set({ max_per_day: value === '' ? null : String(value) })} /> : null}
      <Textarea label={t('rx.instructions')} placeholder={t('rx.instructions_example')} autosize minRows={1} maxLength={1000} value={rx.instructions} onChange={(event) => set({ instructions: event.currentTarget.value })} className={css.wide ?? ''} />
      {rx.medication.trim() ? <div className={css.wide}><NotLoaded of={checking} /></div> : null}
      {checks && rx.medication.trim() ? <Findings findings={refused ?? checks.findings} unknown={checks.unknown} asked={checks.allergies_asked} edition={checks.edition} /> : refused ? <Findings findings={refused} /> : null}
      {match ? <TextInput className={css.wide ?? ''} label={t('rx.override')} withAsterisk value={rx.override_reason} maxLength={500} onChange={(event) => set({ override_reason: event.currentTarget.value })} /> : null}
      {changed ? <TextInput className={css.wide ?? ''} label={t('chart.renew.why')} withAsterisk value={why} maxLength={500} onChange={(event) => setWhy(event.currentTarget.value)} /> : null}
      {save.error && !refused ? <div className={css.wide}><FormProblem problem={save.error} /></div> : null}
      <p className={`${css.quiet} ${css.wide}`}>{rx.medication.trim() ? `${rx.medication.trim()}: ${reads(rx)}` : ' '}</p>
      <div className={`${css.buttons} ${css.wide}`}>
        <Button type="submit" variant="default" loading={save.isPending} disabled={!ready}>{t(renews ? 'chart.renew.verb' : match ? 'rx.anyway' : row ? 'common:save' : 'rx.add')}</Button>
        <Button variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
