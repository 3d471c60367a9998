/** A patient enters a measurement: what was measured, when; or takes it over from a device by Bluetooth. */
import { Button, NumberInput, SegmentedControl } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useTypeReading } from '../api/vitals';
import { hasBluetooth, readOnce, type Profile } from '../bluetooth';
import { CODES, keyOf, UNITS, unitText, type Key } from '../known';
import css from './Monitoring.module.css';

const SETS = { pressure: ['sbp', 'dbp', 'hr'], pulse: ['hr'], oxygen: ['spo2', 'hr'], temp: ['temp'], weight: ['weight'], glucose: ['glucose'] } as const satisfies Record<string, Key[]>;
type Set = keyof typeof SETS;
const PROFILE: Partial<Record<Set, Profile>> = { pressure: 'blood_pressure', pulse: 'heart_rate', oxygen: 'oximeter', temp: 'thermometer', weight: 'scale' };

export function AddReading({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('monitoring');
  const [what, setWhat] = useState<Set>('pressure');
  const [values, setValues] = useState<Partial<Record<Key, number | string>>>({});
  const [read, setRead] = useState<'no' | 'reading' | 'failed' | 'done'>('no');
  const keep = useTypeReading(onDone);
  const keys: readonly Key[] = SETS[what];
  const given = keys.filter((key) => values[key] !== undefined && values[key] !== '');
  const profile = PROFILE[what];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate({ measured_at: new Date().toISOString(), source: read === 'done' ? 'bluetooth' : 'typed', note: '', values: given.map((key) => ({ code: CODES[key], value: Number(values[key]), unit: UNITS[key] })) });
  };
  const fromDevice = async () => {
    if (!profile) return;
    setRead('reading');
    try {
      const parsed = await readOnce(profile);
      const found: Partial<Record<Key, number>> = {};
      for (const one of parsed.values) { const key = keyOf(one.code); if (key && one.unit === UNITS[key]) found[key] = one.value; else if (key === 'temp') found.temp = Math.round(((one.value - 32) * 50) / 9) / 10; else if (key === 'weight') found.weight = Math.round(one.value * 4.5359237) / 10; else if (key) found[key] = Math.round(one.value * 7.50061683); }
      setValues(found);
      setRead('done');
    } catch { setRead('failed'); }
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <SegmentedControl orientation="vertical" fullWidth aria-label={t('own.what')} value={what} onChange={(value) => { setWhat(value as Set); setRead('no'); }} data={(Object.keys(SETS) as Set[]).map((one) => ({ value: one, label: t(`set.${one}`) }))} />
      {keys.map((key) => <NumberInput key={key} label={`${t(`vital.${key}`)} (${unitText(UNITS[key])})`} value={values[key] ?? ''} hideControls min={0} inputMode="decimal" onChange={(value) => { setRead('no'); setValues((all) => ({ ...all, [key]: value })); }} />)}
      {keep.error ? <FormProblem problem={keep.error} /> : null}
      {read === 'failed' ? <p role="status">{t('own.bluetooth_failed')}</p> : null}
      <Button type="submit" loading={keep.isPending} disabled={!given.length}>{t('own.keep')}</Button>
      {profile && hasBluetooth() ? <Button variant="default" loading={read === 'reading'} onClick={() => void fromDevice()}>{t('own.bluetooth')}</Button> : null}
    </form>
  );
}
