/** A value that cannot wait: since when, who was told of it, and the one button that stops the ladder. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { UrgencyBadge } from '@/components/ui/StatusBadge';
import { useResultWrites, type Critical, type Report } from '../api/results';
import css from './Results.module.css';

export function CriticalNotice({ report }: { report: Report }) {
  const { t } = useTranslation('encounters');
  const { acknowledge } = useResultWrites();
  const [notice] = report.critical_results;
  if (!notice || notice.status === 'withdrawn') return null;
  if (notice.status === 'acknowledged') return <p className={css.quiet}>{t('results.answered', { name: notice.acknowledged_by_name })} <TimeText at={notice.status_at} /></p>;
  return (
    <section className={css.urgent} aria-label={t('results.critical')}>
      <p><UrgencyBadge level="critical" label={t('results.critical')} /> <Unanswered notice={notice} /></p>
      <ul className={css.rows}>
        {notice.told.map((one) => <li key={one.at}><span>{one.names.join(', ')}</span><span className={css.quiet}><TimeText at={one.at} as="clock" /> · {t(`results.rungs.${one.rung as 0}`)}</span></li>)}
      </ul>
      {notice.escalate_at ? <p className={css.quiet}>{t('results.next_rung')} <TimeText at={notice.escalate_at} as="clock" /></p> : null}
      <Button loading={acknowledge.isPending} onClick={() => acknowledge.mutate(report.id)}>{t('results.acknowledge')}</Button>
    </section>
  );
}

/** "Nobody has answered yet · 40 min ago" */
export function Unanswered({ notice }: { notice: Critical }) {
  const { t } = useTranslation('encounters');
  return <span>{t('results.unanswered')} <TimeText at={notice.created_at} as="ago" /></span>;
}
