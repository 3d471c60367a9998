/** The waiting room's screen: numbers and where to go, in type that is read across a hall. No names, ever. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '@/lib/clock';
import { clockTime } from '@/lib/time';
import { deviceToken, displayQuery } from '../api/screens';
import css from './Display.module.css';

type Called = { code: string; point: string; calls: number; fresh: boolean };

export default function DisplayPage() {
  const { t } = useTranslation('frontdesk');
  const [token] = useState(() => deviceToken('display'));
  const { data, error } = useQuery({ ...displayQuery, enabled: !!token });
  const now = useNow();
  useAnnouncement(data?.called ?? []);
  if (!data) return <div className={css.screen}><h1 className={css.words}>{!token ? t('display.unknown') : error ? t(error.message.includes('unknown_screen') || 'status' in error && error.status === 401 ? 'display.unknown' : 'display.away') : t('display.wait')}</h1></div>;
  const [big, ...rest] = data.called;
  return (
    <div className={css.screen}>
      <header className={css.head}><h1>{data.facility}</h1><time>{clockTime(now, data.zone)}</time></header>
      <div className={css.big} data-fresh={big?.fresh || undefined} aria-live="polite">
        {big ? <><span className={css.code}>{big.code}</span><span className={css.where}>{big.point}</span></> : <span className={css.words}>{t('display.nobody')}</span>}
      </div>
      <ul className={css.others}>{rest.slice(0, 5).map((one) => <li key={one.code} data-fresh={one.fresh || undefined}><strong>{one.code}</strong><span>{one.point}</span></li>)}</ul>
      <footer className={css.lines}>
        {error ? <span>{t('display.away')}</span> : null}
        {data.lines.filter((line) => line.waiting).map((line) => <span key={line.code}>{line.name}: {t('display.waiting', { count: line.waiting, minutes: line.minutes })}</span>)}
      </footer>
    </div>
  );
}

/** The hook for a voice: a number that is called (again) is an event `queue:called` of the window, and is spoken where the browser can. */
function useAnnouncement(called: Called[]) {
  const { t, i18n } = useTranslation('frontdesk');
  const said = useRef<Set<string> | null>(null);
  useEffect(() => {
    const keys = called.map((one) => `${one.code}/${one.calls}`);
    const fresh = said.current ? called.filter((one, index) => one.fresh && !said.current?.has(keys[index] ?? '')) : [];
    said.current = new Set([...(said.current ?? []), ...keys]);
    for (const one of fresh) {
      window.dispatchEvent(new CustomEvent('queue:called', { detail: { code: one.code, point: one.point } }));
      if ('speechSynthesis' in window) {
        const words = new SpeechSynthesisUtterance(t('display.say', { code: [...one.code].join(' '), point: one.point }));
        words.lang = i18n.resolvedLanguage ?? 'en';
        window.speechSynthesis.speak(words);
      }
    }
  }, [called, t, i18n]);
}
