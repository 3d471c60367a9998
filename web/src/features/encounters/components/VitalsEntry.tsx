/** A set of vital signs in seconds: numbers and Tab, Enter saves; what is out of range is said while it is typed. */
import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { ENTRY, flagOf, useVitals, type Entered, type Range } from '../api/vitals';
import chart from './Chart.module.css';
import css from './Vitals.module.css';

type Props = { patientId: string; encounterId: string | null; ranges: Range[]; onClose: () => void };

export function VitalsEntry({ patientId, encounterId, ranges, onClose }: Props) {
  const { t } = useTranslation('encounters');
  const { chart: write } = useVitals(patientId);
  const first = useRef<HTMLInputElement>(null);
  // It was opened to type: the first number is where one is.
  useEffect(() => first.current?.focus(), []);
  const [typed, setTyped] = useState<Partial<Record<Entered, string>>>({});
  const [remark, setRemark] = useState('');
  const number = (sign: Entered) => Number((typed[sign] ?? '').replace(',', '.'));
  const filled = ENTRY.filter(({ sign }) => (typed[sign] ?? '').trim());
  const wrong = filled.filter(({ sign }) => !Number.isFinite(number(sign)));
  const flags = filled.map(({ sign }) => ({ sign, flag: flagOf(number(sign), ranges.find((one) => one.sign === sign)) })).filter((one) => one.flag);
  const height = number('height') || 0, weight = number('weight') || 0;
  const bmi = height > 20 && weight > 0 ? (weight / (height / 100) ** 2).toFixed(1) : null;
  function save() {
    if (!filled.length || wrong.length) return;
    write.mutate({ signs: filled.map(({ sign }) => ({ sign, value: String(number(sign)), unit: '' })), encounter_id: encounterId, remark: remark.trim() }, { onSuccess: onClose });
  }
  return (
    <form className={css.entry} onSubmit={(event) => { event.preventDefault(); save(); }}>
      {ENTRY.map(({ sign, unit }, at) => (
        <TextInput key={sign} label={t(`chart.signs.${sign}`)} rightSection={<span className={css.note}>{unit}</span>} rightSectionWidth={48} inputMode="decimal" autoComplete="off" ref={at === 0 ? first : undefined}
          value={typed[sign] ?? ''} error={wrong.some((one) => one.sign === sign) ? t('chart.vitals.number') : undefined} maxLength={8} onChange={(event) => setTyped({ ...typed, [sign]: event.currentTarget.value })} />
      ))}
      <TextInput className={css.wide ?? ''} label={t('chart.vitals.remark')} value={remark} maxLength={500} onChange={(event) => setRemark(event.currentTarget.value)} />
      <p className={`${css.note} ${css.wide}`} role="status">
        {[bmi ? t('chart.vitals.bmi', { value: bmi }) : '', ...flags.map(({ sign, flag }) => `${t(`chart.signs.${sign}`)}: ${t(`chart.flags.${flag}` as 'chart.flags.high')}`)].filter(Boolean).join(' · ') || t('chart.vitals.hint')}
      </p>
      {write.error ? <div className={css.wide}><FormProblem problem={write.error} /></div> : null}
      <div className={chart.buttons}>
        <Button type="submit" variant="default" loading={write.isPending} disabled={!filled.length || wrong.length > 0}>{t('chart.vitals.save')}</Button>
        <Button variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
