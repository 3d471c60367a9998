/** The call is over but the visit is not, or the door is open and nobody has gone in yet: one tap brings it back. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PhoneCall, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../api/visits';
import { useCall } from '../call/useCall';
import css from './Patient.module.css';

export function Paused({ visit, onJoin }: { visit: Visit; onJoin: () => void }) {
  const { t } = useTranslation('visits');
  const { phase, visitId } = useCall();
  const { name } = visit.clinician;
  const elsewhere = visitId === visit.id && phase === 'replaced';
  const over = visit.hung_up_at !== null;
  const Icon = over ? PhoneCall : Video;
  const title = elsewhere ? t('paused.elsewhere') : over ? t('paused.over') : t('paused.open', { name });
  const words = elsewhere ? t('paused.elsewhere_hint') : !over ? t('paused.open_hint') : visit.hung_up_by === 'clinician' ? t('paused.writing', { name }) : t('paused.you', { name });
  return (
    <div className={css.calm} role="status">
      <Icon size={40} strokeWidth={1.5} aria-hidden className={css.mark} />
      <h1>{title}</h1>
      <p>{words}</p>
      <div className={css.actions}>
        <Button fullWidth variant={over && !elsewhere ? 'default' : 'filled'} onClick={onJoin}>{elsewhere ? t('paused.here') : over ? t('paused.again') : t('paused.join')}</Button>
        {over ? <Button fullWidth component={Link} to="/my" variant="subtle">{t('paused.home')}</Button> : null}
      </div>
    </div>
  );
}
