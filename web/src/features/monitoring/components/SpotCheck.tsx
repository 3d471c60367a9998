/** Vital signs at the bedside in ten seconds, with NEWS2 worked out by the server when they are kept. */
import { Button, NumberInput, Select, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSpotCheck, type Level } from '../api/vitals';
import { CODES, UNITS, unitText, type Key } from '../known';
import css from './Monitoring.module.css';

const ASKED: Key[] = ['rr', 'spo2', 'oxygen', 'sbp', 'dbp', 'hr', 'temp'];
const LEVELS: Level[] = ['alert', 'confusion', 'voice', 'pain', 'unresponsive'];

export function SpotCheck({ patientId, onDone }: { patientId: string; onDone: () => void }) {
  const { t } = useTranslation('monitoring');
  const [values, setValues] = useState<Partial<Record<Key, number | string>>>({});
  const [level, setLevel] = useState<Level | null>(null);
  const [note, setNote] = useState('');
  const keep = useSpotCheck(patientId, onDone);
  const given = ASKED.filter((key) => values[key] !== undefined && values[key] !== '');
  const missing = ASKED.filter((key) => key !== 'dbp' && !given.includes(key));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate({ values: given.map((key) => ({ code: CODES[key], value: Number(values[key]), unit: UNITS[key] })), consciousness: level, note });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <div className={css.fields}>
        {ASKED.map((key) => <NumberInput key={key} label={`${t(`vital.${key}`)} (${unitText(UNITS[key])})`} value={values[key] ?? ''} hideControls min={0} onChange={(value) => setValues((all) => ({ ...all, [key]: value }))} />)}
        <Select label={t('vital.acvpu')} value={level} onChange={(value) => setLevel(value as Level | null)} data={LEVELS.map((one) => ({ value: one, label: t(`acvpu.${one}`) }))} />
      </div>
      <Textarea label={t('spot.note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={1000} autosize />
      <span className={css.quiet} role="status">{missing.length || !level ? t('spot.missing', { names: [...missing.map((key) => t(`vital.${key}`)), ...(level ? [] : [t('vital.acvpu')])].join(', ') }) : t('spot.complete')}</span>
      <div><Button type="submit" loading={keep.isPending} disabled={!given.length}>{t('spot.keep')}</Button></div>
    </form>
  );
}
