/** What is said, in words, at the lower edge of the stage; read out politely, and only while this device shows it. */
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { captions } from '../call/captions';
import { useCall } from '../call/useCall';
import css from './Captions.module.css';

export const useCaptions = () => useSyncExternalStore(captions.subscribe, captions.read);

export function Captions({ names }: { names: Record<string, string> }) {
  const { t } = useTranslation('visits');
  const { on, lines } = useCaptions();
  const { people } = useCall();
  const nameOf = (id: string) => names[id] ?? (people.find((one) => one.id === id)?.name || t(`people.${id.startsWith('guest-') ? 'guest' : id}` as 'people.guest'));
  return (
    <div className={css.captions} role="log" aria-live="polite" aria-label={t('captions.label')} data-testid="captions">
      {on ? lines.map((line) => <p key={line.id}><b>{nameOf(line.speaker)}:</b> {line.text}</p>) : null}
    </div>
  );
}
