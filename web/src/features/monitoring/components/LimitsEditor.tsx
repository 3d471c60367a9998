/** A patient's own limits, with a reason; what is not set is that of the age. */
import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSetLimits, type Limit } from '../api/vitals';
import { keyOf, numberText, UNITS, unitText } from '../known';
import css from './Monitoring.module.css';

const ENDS = ['critical_low', 'low', 'high', 'critical_high'] as const;
const end = (value: number | string) => (value === '' ? null : Number(value));
type Draft = Record<(typeof ENDS)[number], number | string> & { code: string; default: boolean };

export function LimitsEditor({ patientId, limits, onDone }: { patientId: string; limits: Limit[]; onDone: () => void }) {
  const { t } = useTranslation('monitoring');
  const [rows, setRows] = useState<Draft[]>(() => limits.map((one) => ({ code: one.code, default: !one.own, ...Object.fromEntries(ENDS.map((name) => [name, one[name] === null ? '' : Number(one[name])])) as Record<(typeof ENDS)[number], number | string> })));
  const [reason, setReason] = useState('');
  const set = useSetLimits(patientId, onDone);
  const change = (code: string, part: Partial<Draft>) => setRows((all) => all.map((row) => (row.code === code ? { ...row, ...part } : row)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const before = new Map(limits.map((one) => [one.code, one]));
    set.mutate({
      reason,
      limits: rows.filter((row) => !row.default || before.get(row.code)?.own).map((row) => ({
        code: row.code, default: row.default, delay: before.get(row.code)?.delay ?? 15, clear: before.get(row.code)?.clear ?? 30, margin: before.get(row.code)?.margin ?? 2,
        critical_low: end(row.critical_low), low: end(row.low), high: end(row.high), critical_high: end(row.critical_high),
      })),
    });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <div className={css.scroll}>
        <table className={css.limits}>
          <thead><tr><th>{t('limits.vital')}</th>{ENDS.map((name) => <th key={name}>{t(`limits.${name}`)}</th>)}<th>{t('limits.age')}</th></tr></thead>
          <tbody>
            {rows.map((row) => {
              const key = keyOf(row.code);
              const name = key ? t(`vital.${key}`) : row.code;
              return (
                <tr key={row.code}>
                  <th scope="row">{name} {key ? unitText(UNITS[key]) : ''}</th>
                  {ENDS.map((which) => <td key={which}>{row.default ? numberText(row[which], key) : <NumberInput aria-label={`${name}: ${t(`limits.${which}`)}`} hideControls value={row[which]} onChange={(value) => change(row.code, { [which]: value })} />}</td>)}
                  <td><Checkbox aria-label={`${name}: ${t('limits.age')}`} checked={row.default} onChange={(event) => change(row.code, { default: event.currentTarget.checked })} /></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <TextInput label={t('limits.reason')} value={reason} required minLength={3} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
      <div><Button type="submit" loading={set.isPending} disabled={reason.trim().length < 3}>{t('limits.set')}</Button></div>
    </form>
  );
}
