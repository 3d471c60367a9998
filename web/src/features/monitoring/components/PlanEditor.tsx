/** What is agreed with a patient: goals by vital sign, times of day to measure at, and which scale of NEWS2 holds. */
import { Button, Checkbox, NumberInput, TagsInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useSetPlan, type PatientVitals } from '../api/vitals';
import { CODES, UNITS, unitText, type Key } from '../known';
import css from './Monitoring.module.css';

const AIMED: Key[] = ['sbp', 'dbp', 'hr', 'spo2', 'weight', 'glucose'];
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
type Ends = { low: number | string; high: number | string };
const end = (value: number | string) => (value === '' ? null : Number(value));

export function PlanEditor({ vitals, onDone }: { vitals: PatientVitals; onDone: () => void }) {
  const { t } = useTranslation('monitoring');
  const { plan } = vitals;
  const [goals, setGoals] = useState(() => new Map<Key, Ends>(AIMED.map((key) => {
    const there = plan.goals.find((goal) => goal.code === CODES[key]);
    return [key, { low: there?.low ?? '', high: there?.high ?? '' }];
  })));
  const [times, setTimes] = useState<string[]>(plan.reminders);
  const [scale, setScale] = useState(plan.spo2_scale === 2);
  const set = useSetPlan(vitals.patient_id, onDone);
  const change = (key: Key, ends: Partial<Ends>) => setGoals((all) => new Map(all).set(key, { ...(all.get(key) ?? { low: '', high: '' }), ...ends }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const aimed = [...goals].map(([key, ends]) => ({ code: CODES[key], low: end(ends.low), high: end(ends.high) })).filter((goal) => goal.low !== null || goal.high !== null);
    set.mutate({ spo2_scale: scale ? 2 : 1, goals: aimed, reminders: times });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <div className={css.scroll}>
        <table className={css.limits}>
          <thead><tr><th>{t('limits.vital')}</th><th>{t('plan.from')}</th><th>{t('plan.to')}</th></tr></thead>
          <tbody>{AIMED.map((key) => (
            <tr key={key}>
              <th scope="row">{t(`vital.${key}`)} {unitText(UNITS[key])}</th>
              {(['low', 'high'] as const).map((side) => <td key={side}><NumberInput aria-label={`${t(`vital.${key}`)}: ${t(side === 'low' ? 'plan.from' : 'plan.to')}`} hideControls value={goals.get(key)?.[side] ?? ''} onChange={(value) => change(key, { [side]: value })} /></td>)}
            </tr>
          ))}</tbody>
        </table>
      </div>
      <TagsInput label={t('plan.times')} description={t('plan.times_hint')} value={times} maxTags={8} data={['07:00', '12:00', '19:00']} onChange={(values) => setTimes(values.filter((one) => CLOCK.test(one)).sort())} />
      {vitals.news2 ? <Checkbox label={t('plan.scale')} checked={scale} onChange={(event) => setScale(event.currentTarget.checked)} /> : null}
      {set.error ? <FormProblem problem={set.error} /> : null}
      <div><Button type="submit" loading={set.isPending}>{t('plan.set')}</Button></div>
    </form>
  );
}
