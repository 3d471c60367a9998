/** The patient on hold: calm, quiet, and in no doubt that the place is kept. */
import { Coffee } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '@/components/ui/Countdown';
import { Section } from '@/components/ui/Section';
import type { Visit } from '../api/visits';
import { Chat } from './Chat';
import css from './Patient.module.css';

export function OnHold({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const { name } = visit.clinician;
  return (
    <div className={css.waiting}>
      <div className={css.calm} role="status">
        <Coffee size={40} strokeWidth={1.5} aria-hidden className={css.mark} />
        <h1>{t('hold.title')}</h1>
        <p>{t('hold.words', { name })}</p>
        <p className={css.note}>{t('hold.devices', { name })}</p>
        {visit.held_at ? <p className={css.quiet}>{t('hold.for')} <Countdown since={visit.held_at} label={t('hold.for')} /></p> : null}
      </div>
      <Section title={t('waiting.messages')}><div className={css.chatBox}><Chat visitId={visit.id} hint={t('waiting.chat_hint', { name })} /></div></Section>
    </div>
  );
}
