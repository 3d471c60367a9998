/** Vital signs on the chart: the latest of each, what is out of range, quick entry, and the trends on demand. */
import { Button } from '@mantine/core';
import { Activity, ArrowDown, ArrowUp, Plus, TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { unitName, type Range, type Sign, type VitalSet } from '../api/vitals';
import chart from './Chart.module.css';
import css from './Vitals.module.css';
import { VitalsEntry } from './VitalsEntry';

const VitalsHistory = lazy(() => import('./VitalsHistory'));
type Props = { patientId: string; encounterId: string | null; sets: VitalSet[]; ranges: Range[]; writable: boolean };

export function Vitals({ patientId, encounterId, sets, ranges, writable }: Props) {
  const { t } = useTranslation('encounters');
  const [entering, setEntering] = useState(false);
  const [all, setAll] = useState(false);
  return (
    <section className={chart.part} aria-label={t('chart.vitals.title')}>
      <div className={chart.head}>
        <h2>{t('chart.vitals.title')}</h2>
        <Button size="compact-sm" variant="subtle" leftSection={<Activity size={14} />} aria-expanded={all} onClick={() => setAll(!all)}>{t('chart.vitals.trends')}</Button>
        {writable && !entering ? <Button size="compact-sm" variant="default" leftSection={<Plus size={14} />} onClick={() => setEntering(true)}>{t('chart.vitals.add')}</Button> : null}
      </div>
      <LatestSigns sets={sets} />
      {entering ? <VitalsEntry patientId={patientId} encounterId={encounterId} ranges={ranges} onClose={() => setEntering(false)} /> : null}
      {all ? <Suspense fallback={null}><VitalsHistory patientId={patientId} /></Suspense> : null}
    </section>
  );
}

/** The latest value of each sign, with the day it was measured when they differ. */
export function LatestSigns({ sets }: { sets: VitalSet[] }) {
  const { t } = useTranslation('encounters');
  const latest = new Map<string, { sign: Sign; set: VitalSet }>();
  for (const set of sets) for (const sign of set.signs) if (set.status === 'final' && !latest.has(sign.sign)) latest.set(sign.sign, { sign, set });
  const systolic = latest.get('systolic'), diastolic = latest.get('diastolic');
  const rest = [...latest.values()].filter(({ sign }) => sign.sign !== 'systolic' && sign.sign !== 'diastolic');
  if (!latest.size) return <p className={chart.quiet}>{t('chart.vitals.none')}</p>;
  return (
    <dl className={css.strip}>
      {systolic ? <Item name="pressure" value={`${systolic.sign.value}/${diastolic?.sign.value ?? '–'}`} unit="mm[Hg]" flag={worse(systolic.sign.flag, diastolic?.sign.flag ?? '')} at={systolic.set.measured_at} /> : null}
      {rest.map(({ sign, set }) => <Item key={sign.sign} name={sign.sign} value={sign.value} unit={sign.unit} flag={sign.flag} percentile={sign.percentile ?? null} at={set.measured_at} />)}
    </dl>
  );
}

const worse = (one: string, other: string) => (one.startsWith('critical') ? one : other.startsWith('critical') ? other : one || other);

function Item({ name, value, unit, flag, at, percentile = null }: { name: string; value: string; unit: string; flag: string; at: string; percentile?: number | null }) {
  const { t } = useTranslation('encounters');
  const Icon = flag.startsWith('critical') ? TriangleAlert : flag === 'low' ? ArrowDown : ArrowUp;
  return (
    <div>
      <dt>{t(`chart.signs.${name}` as 'chart.signs.weight')}</dt>
      <dd className={css.flag} data-flag={flag.startsWith('critical') ? 'critical' : flag ? 'off' : undefined}>
        {value}{flag ? <><Icon size={14} aria-hidden /><span className="visually-hidden">{t(`chart.flags.${flag}` as 'chart.flags.high')}</span></> : null} <small>{unitName(unit)}{percentile !== null ? ` · ${t('chart.vitals.percentile', { value: Math.round(percentile) })}` : ''}</small>
      </dd>
      <dd><small><TimeText at={at} as="ago" /></small></dd>
    </div>
  );
}
