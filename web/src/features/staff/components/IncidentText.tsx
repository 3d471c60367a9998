/** One report: what, how bad, in whose words, and what came of it. */
import { useTranslation } from 'react-i18next';
import { StatusBadge, UrgencyBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import type { IncidentReport } from '../api/incidents';
import css from './Incidents.module.css';

const TONES = { reported: 'attention', measures: 'active', closed: 'done' } as const;

export function IncidentText({ report }: { report: IncidentReport }) {
  const { t } = useTranslation('staff');
  const level = report.severity ?? 0;
  return (
    <div className={css.report}>
      <div className={css.head}>
        <strong>{t(`incident.kind.${report.kind as 'fall'}`)}</strong>
        {report.severity === null ? null : <UrgencyBadge level={level >= 3 ? 'critical' : level === 2 ? 'urgent' : 'routine'} label={t('incident.level', { level })} />}
        <StatusBadge tone={TONES[report.status as 'closed']} label={t(`incident.status.${report.status as 'closed'}`)} />
      </div>
      <div className={css.quiet}>
        <TimeText at={report.happened_at} />{report.place ? ` · ${report.place}` : ''} · {t(`incident.harm.${report.harm as 'none'}`)} · {report.mine ? t('incident.mine') : report.reporter_name || t('incident.nobody')}
      </div>
      <p className={css.words}>{report.words}</p>
      {report.review ? <p className={css.words}><strong>{t('incident.review', { name: report.reviewed_by_name })}</strong> {report.review}</p> : null}
      {report.measures ? <p className={css.words}><strong>{t('incident.measures', { name: report.measures_by_name })}</strong> {report.measures}</p> : null}
    </div>
  );
}
