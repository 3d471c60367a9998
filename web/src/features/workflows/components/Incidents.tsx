/** What is stuck, why, and the two things that can be done: try again, or go on without. */
import { Button } from '@mantine/core';
import { RotateCw, SkipForward } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { TimeText } from '@/components/ui/TimeText';
import type { CaseShown, useMendCase } from '../api/cases';
import css from './Case.module.css';

type Incident = CaseShown['incident_list'][number];
type Props = { incidents: Incident[]; mend: ReturnType<typeof useMendCase>; mayMend: boolean };

export function Incidents({ incidents, mend, mayMend }: Props) {
  const { t } = useTranslation('workflows');
  const confirm = useConfirm();
  const skip = async (incident: Incident) => {
    const answer = await confirm({ title: t('case.skip.title', { name: incident.name }), body: t('case.skip.body'), verb: t('case.skip.verb'), keep: t('case.skip.keep'), destructive: true, reason: { label: t('case.skip.why') } });
    if (answer) mend.skip.mutate({ incident: incident.id, reason: answer.reason });
  };
  return (
    <ul className={css.incidents} aria-label={t('case.stuck')}>
      {incidents.map((incident) => (
        <li key={incident.id}>
          <div>
            <strong>{t('case.stuck_at', { name: incident.name })}</strong>
            <p>{incident.detail || t('case.no_detail')}</p>
            <p className={css.quiet}><code>{incident.step || incident.kind}</code> · <code>{incident.code}</code> · {t('case.tries', { count: incident.attempts })} · <TimeText at={incident.created_at} /></p>
            {incident.again_at ? <p className={css.quiet}>{t('case.again')} <TimeText at={incident.again_at} /></p> : null}
          </div>
          {mayMend ? (
            <div className={css.buttons}>
              <Button leftSection={<RotateCw size={16} aria-hidden />} loading={mend.retry.isPending} onClick={() => mend.retry.mutate(incident.id)}>{t('case.retry')}</Button>
              {incident.kind === 'step' ? <Button variant="default" leftSection={<SkipForward size={16} aria-hidden />} loading={mend.skip.isPending} onClick={() => void skip(incident)}>{t('case.skip.verb')}</Button> : null}
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
