/** The call in the corner while the clinician looks at another page: nobody is cut off by a click on a link. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useVisitVerb, visitQuery } from '../api/visits';
import { useCall } from '../call/useCall';
import { leave } from '../call/useEntry';
import { useKeeping } from '../call/useKeeping';
import css from './Call.module.css';
import { VisitStage } from './Stage';

export default function CallDock() {
  const { visitId, phase } = useCall();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const talking = phase !== 'idle' && phase !== 'closed' && phase !== 'replaced';
  if (!visitId || !talking || path.startsWith(`/visits/${visitId}`)) return null;
  return createPortal(<Corner visitId={visitId} />, document.body);
}

function Corner({ visitId }: { visitId: string }) {
  const { t } = useTranslation('visits');
  const { data: visit } = useQuery(visitQuery(visitId));
  useKeeping(visitId);
  const hangUp = useVisitVerb('hang-up');
  if (!visit) return null;
  return (
    <aside className={css.corner} aria-label={t('call.corner', { name: visit.patient.name })}>
      <div className={css.stageBox}><VisitStage visit={visit} /></div>
      <div className={css.cornerLine}>
        <Button component={Link} to={`/visits/${visitId}`} variant="default">{t('strip.return')}</Button>
        <Button variant="default" loading={hangUp.isPending} onClick={() => { leave(); hangUp.mutate(visitId); }}>{t('call.hang_up')}</Button>
      </div>
    </aside>
  );
}
