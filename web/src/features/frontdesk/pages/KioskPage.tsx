/** Checking in without anybody's help: date of birth, number or code, done. It forgets the person by itself. */
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Printer } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '@/app/shells/Brand';
import { clockTime } from '@/lib/time';
import { deviceToken, kioskQuery, useFind, useKioskCheckIn, type Found, type Kiosk, type Taken } from '../api/screens';
import { PrintedTicket } from '../components/PrintedTicket';
import { dateOrder } from '../dates';
import css from './Kiosk.module.css';

const IDLE = 45_000;

export default function KioskPage() {
  const { t } = useTranslation('frontdesk');
  const [token] = useState(() => deviceToken('kiosk'));
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((n) => n + 1), []);
  const { data: kiosk, error } = useQuery({ ...kioskQuery, enabled: !!token });
  const unknown = !token || (error && 'status' in error && error.status === 401);
  if (!kiosk) return <div className={css.kiosk}><h1 className={css.words}>{t(unknown ? 'display.unknown' : error ? 'display.away' : 'display.wait')}</h1></div>;
  return <div className={css.kiosk}><Visitor key={round} kiosk={kiosk} onOver={again} /></div>;
}

/** One person at a time: when nothing is pressed for a while, everything typed is gone. */
function Visitor({ kiosk, onOver }: { kiosk: Kiosk; onOver: () => void }) {
  const [found, setFound] = useState<Found | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  useEffect(() => {
    let timer = setTimeout(onOver, IDLE);
    const touch = () => { clearTimeout(timer); timer = setTimeout(onOver, IDLE); };
    const events = ['pointerdown', 'keydown'] as const;
    for (const name of events) window.addEventListener(name, touch);
    return () => { clearTimeout(timer); for (const name of events) window.removeEventListener(name, touch); };
  }, [onOver]);
  if (taken) return <Done taken={taken} kiosk={kiosk} onOver={onOver} />;
  if (found) return <Choose found={found} onTaken={setTaken} onOver={onOver} />;
  return <Ask country={kiosk.country} onFound={setFound} />;
}

function Ask({ country, onFound }: { country: string; onFound: (found: Found) => void }) {
  const { t } = useTranslation('frontdesk');
  const find = useFind();
  const [values, setValues] = useState({ day: '', month: '', year: '', key: '' });
  const set = (name: keyof typeof values, only = /\D/g) => (event: { currentTarget: { value: string } }) => { const value = event.currentTarget.value.replace(only, ''); setValues((before) => ({ ...before, [name]: value })); };
  const birth = `${values.year.padStart(4, '0')}-${values.month.padStart(2, '0')}-${values.day.padStart(2, '0')}`;
  const ready = values.year.length === 4 && values.month && values.day && values.key.trim().length >= 4;
  return (
    <form className={css.card} autoComplete="off" onSubmit={(event) => { event.preventDefault(); if (ready) find.mutate({ birth_date: birth, key: values.key.trim() }, { onSuccess: onFound }); }}>
      <Mark size={56} />
      <h1>{t('kiosk.title')}</h1>
      <fieldset className={css.birth}>
        <legend>{t('kiosk.birth')}</legend>
        {dateOrder(country).map((part) => <TextInput key={part} label={t(`kiosk.${part}`)} inputMode="numeric" maxLength={part === 'year' ? 4 : 2} value={values[part]} onChange={set(part)} size="xl" />)}
      </fieldset>
      <TextInput label={t('kiosk.key')} description={t('kiosk.key_hint')} value={values.key} onChange={set('key', /[^\w-]/g)} maxLength={20} size="xl" autoCapitalize="characters" />
      <p className={css.problem} role="alert">{find.error ? (find.error.status === 422 ? t('kiosk.no_date') : find.error.detail) : ''}</p>
      <Button type="submit" size="xl" fullWidth disabled={!ready} loading={find.isPending}>{t('kiosk.find')}</Button>
    </form>
  );
}

function Choose({ found, onTaken, onOver }: { found: Found; onTaken: (taken: Taken) => void; onOver: () => void }) {
  const { t } = useTranslation('frontdesk');
  const checkIn = useKioskCheckIn();
  const heading = useArrived();
  const opens = checkIn.error?.extra.opens_at;
  return (
    <div className={css.card}>
      <h1 ref={heading} tabIndex={-1}>{t('kiosk.is_it')}</h1>
      {found.items.map((row) => (
        <button key={row.appointment_id} type="button" className={css.choice} disabled={checkIn.isPending} onClick={() => checkIn.mutate({ token: found.token, appointment_id: row.appointment_id }, { onSuccess: onTaken })}>
          <strong>{clockTime(row.starts_at, found.zone)}</strong><span>{row.clinician}</span><span>{t(row.here ? 'kiosk.number' : 'kiosk.here')}</span>
        </button>
      ))}
      <p className={css.problem} role="alert">{typeof opens === 'string' ? t('kiosk.early', { time: clockTime(opens, found.zone) }) : (checkIn.error?.detail ?? '')}</p>
      <Button variant="default" size="xl" fullWidth onClick={onOver}>{t(checkIn.error ? 'kiosk.close' : 'kiosk.not_me')}</Button>
    </div>
  );
}

/** The heading of a step takes the focus when the step comes: what had it is gone, and a reader says where one is now. */
function useArrived() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return heading;
}

function Done({ taken, kiosk, onOver }: { taken: Taken; kiosk: Kiosk; onOver: () => void }) {
  const { t } = useTranslation('frontdesk');
  const [printing, setPrinting] = useState(false);
  const printed = useCallback(() => setPrinting(false), []);
  const heading = useArrived();
  useEffect(() => { const timer = setTimeout(onOver, 15_000); return () => clearTimeout(timer); }, [onOver]);
  return (
    <div className={css.card} role="status">
      <CircleCheck size={56} aria-hidden className={css.tick} />
      <h1 ref={heading} tabIndex={-1}>{t('kiosk.done')}</h1>
      <p className={css.number}>{taken.code}</p>
      <p className={css.words}>{taken.estimate.ahead ? t('kiosk.wait', { count: taken.estimate.minutes }) : t('kiosk.soon')}</p>
      <Button size="xl" fullWidth leftSection={<Printer size={24} aria-hidden />} onClick={() => setPrinting(true)}>{t('kiosk.print')}</Button>
      <Button variant="default" size="xl" fullWidth onClick={onOver}>{t('kiosk.close')}</Button>
      {printing ? <PrintedTicket code={taken.code} queue={taken.queue} at={taken.at} estimate={taken.estimate} facility={kiosk.facility} zone={kiosk.zone} onPrinted={printed} /> : null}
    </div>
  );
}
