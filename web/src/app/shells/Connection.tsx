/** Whether what is on screen moves by itself. Silent while all is well on a phone; always stated at a desk. */
import { CloudOff, Radio } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveState } from '@/lib/live';
import css from './Connection.module.css';

/** A blink of a reconnect is nobody's business: trouble shows after two seconds. */
function useSettledState() {
  const state = useLiveState();
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (state === 'live') return;
    const timer = setTimeout(() => setLate(true), 2_000);
    return () => {
      clearTimeout(timer);
      if (state === 'offline') setLate(false);
    };
  }, [state]);
  return state === 'live' ? 'live' : late ? 'offline' : 'connecting';
}

export function Connection({ quiet = false }: { quiet?: boolean }) {
  const { t } = useTranslation();
  const state = useSettledState();
  if (quiet && state !== 'offline') return <span role="status" className="visually-hidden" />;
  const Icon = state === 'offline' ? CloudOff : Radio;
  return (
    <span className={css.state} data-state={state} role="status" title={t(`live.${state}_hint`)}>
      <Icon size={16} aria-hidden />
      <span>{t(`live.${state}`)}</span>
    </span>
  );
}
