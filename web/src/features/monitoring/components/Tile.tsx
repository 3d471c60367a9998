/** One bed of the wall: place, name, numbers of the second, a trace, and the worst alert in words. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StatusBadge, UrgencyBadge } from '@/components/ui/StatusBadge';
import type { Watched } from '../api/vitals';
import { measured, newest } from '../known';
import { useBeds } from '../live';
import { useRuleText } from './AlertLine';
import css from './Monitoring.module.css';
import { Numbers } from './Numbers';
import { Trace } from './Trace';

export type Line = { patient_id: string; place: string; leads_off: boolean; simulated: boolean; numbers: Record<string, number>; points: number[]; at: number; heard: number };

const NONE: number[] = [];

/** A tile that listens to its own patient. */
export function OwnTile({ patient }: { patient: Watched }) {
  const lines = useBeds(patient.streamed ? `bedside:${patient.patient_id}` : null);
  return <Tile patient={patient} line={lines.get(patient.patient_id)} />;
}

export function Tile({ patient, line }: { patient: Watched; line: Line | undefined }) {
  const { t } = useTranslation('monitoring');
  const text = useRuleText();
  const worst = patient.alerts.find((alert) => alert.status === 'raised') ?? patient.alerts[0];
  const level = worst && worst.status === 'raised' && worst.kind === 'physiological' ? worst.priority : undefined;
  return (
    <li className={css.tile} data-level={level}>
      <div className={css.head}><span className={css.place}>{patient.place || t(patient.ward_id ? 'wall.no_place' : 'wall.home')}</span><Anchor component={Link} to={`/vitals/${patient.patient_id}`} className={css.who ?? ''}>{patient.name}</Anchor></div>
      <Numbers values={newest(patient.latest, line?.numbers)} at={measured(patient.latest, line?.numbers)} keys={['hr', 'spo2', 'rr', 'sbp']} />
      {patient.streamed ? <Trace points={line?.points ?? NONE} colour="hr" /> : null}
      <div className={css.foot}>
        {worst ? <UrgencyBadge level={worst.priority === 'high' ? 'critical' : worst.priority === 'medium' ? 'urgent' : 'routine'} label={text(worst)} /> : null}
        {!line && patient.streamed ? <StatusBadge tone="attention" label={t('wall.silent')} /> : line?.leads_off ? <StatusBadge tone="attention" label={t('wall.leads_off')} /> : null}
        {patient.simulated || line?.simulated ? <span>{t('simulated')}</span> : null}
        {patient.score?.total != null ? <span>NEWS2 {patient.score.total}</span> : null}
      </div>
    </li>
  );
}
