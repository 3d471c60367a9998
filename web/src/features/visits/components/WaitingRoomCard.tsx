/** One clinician's waiting room: what is said at the door, and the line. */
import { Button, NativeSelect, NumberInput, Popover, TextInput } from '@mantine/core';
import { MessageSquare } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '@/components/ui/Countdown';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { useSaySign, type Doing, type Sign, type Waiting, type WaitingRoom } from '../api/waiting';
import css from './Waiting.module.css';

const doings: Record<Doing, Tone> = { with_you: 'active', with_another: 'active', here: 'done', late: 'attention', away: 'neutral' };

export function WaitingRoomCard({ room, onWords }: { room: WaitingRoom; onWords: (visit: Waiting) => void }) {
  const { t } = useTranslation('visits');
  const conducts = useMay()('visit.conduct');
  const { name } = room.practitioner;
  return (
    <section className={css.room} aria-label={t('rooms.of', { name })}>
      <header className={css.head}>
        <h2>{name}</h2>
        <StatusBadge tone={doings[room.doing]} label={t(`rooms.doing.${room.doing}`, { count: room.sign?.late_minutes ?? 0 })} />
        {room.mine || !conducts ? <SignButton room={room} /> : null}
      </header>
      {room.sign?.note ? <p className={css.note}>{room.sign.note}</p> : null}
      <ul className={css.line}>{room.visits.map((visit) => <Row key={visit.visit_id} visit={visit} onWords={onWords} />)}</ul>
      <p className={css.quiet}>{room.usual_minutes === null ? t('rooms.usual_unknown') : t('rooms.usual', { count: room.usual_minutes })}</p>
    </section>
  );
}

function Row({ visit, onWords }: { visit: Waiting; onWords: (visit: Waiting) => void }) {
  const { t } = useTranslation('visits');
  const name = visit.patient?.name ?? t('rooms.somebody');
  return (
    <li data-here={visit.place !== null || undefined}>
      <span className={css.place} aria-label={visit.place ? t('rooms.place', { place: visit.place }) : undefined}>{visit.place ?? '–'}</span>
      <span className={css.who}><strong>{name}</strong><small><TimeText at={visit.starts_at} as="clock" /> · <State visit={visit} /></small></span>
      {visit.patient ? (
        <Button variant={visit.asks ? 'filled' : 'subtle'} size="compact-sm" leftSection={<MessageSquare size={16} aria-hidden />} onClick={() => onWords(visit)} aria-label={t(visit.asks ? 'rooms.answer_name' : 'rooms.write_name', { name })}>
          {t(visit.asks ? 'rooms.answer' : 'rooms.write')}
        </Button>
      ) : <span />}
    </li>
  );
}

function State({ visit }: { visit: Waiting }) {
  const { t } = useTranslation('visits');
  if (visit.status === 'waiting') {
    return <>{t('strip.waits')} {visit.waiting_since ? <Countdown since={visit.waiting_since} label={t('waiting.for')} /> : null}{visit.minutes === null ? null : ` · ${t('rooms.in', { count: Math.max(1, visit.minutes) })}`}</>;
  }
  if (visit.late_minutes) return <span className={css.late}>{t('rooms.late', { count: visit.late_minutes })}</span>;
  return <>{visit.status === 'scheduled' ? t('rooms.expected') : t(`status.${visit.status}`)}</>;
}

function SignButton({ room }: { room: WaitingRoom }) {
  const { t } = useTranslation('visits');
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" withinPortal trapFocus width={300}>
      <Popover.Target><Button variant="subtle" size="compact-sm" onClick={() => setOpen(!open)} aria-label={t('rooms.sign_name', { name: room.practitioner.name })}>{t('rooms.sign')}</Button></Popover.Target>
      <Popover.Dropdown>{open ? <SignForm room={room} onDone={() => setOpen(false)} /> : null}</Popover.Dropdown>
    </Popover>
  );
}

function SignForm({ room, onDone }: { room: WaitingRoom; onDone: () => void }) {
  const { t } = useTranslation('visits');
  const [doing, setDoing] = useState<Sign['doing']>(room.sign?.doing ?? 'on_time');
  const [late, setLate] = useState(room.sign?.late_minutes || 15);
  const [note, setNote] = useState(room.sign?.note ?? '');
  const say = useSaySign();
  return (
    <form className={css.form} onSubmit={(event) => { event.preventDefault(); say.mutate({ practitionerId: room.practitioner.id, doing, late_minutes: doing === 'late' ? late : 0, note: note.trim() }, { onSuccess: onDone }); }}>
      <NativeSelect label={t('rooms.sign_doing')} value={doing} onChange={(event) => setDoing(event.currentTarget.value as Sign['doing'])} data={(['on_time', 'late', 'away'] as const).map((value) => ({ value, label: t(`rooms.say.${value}`) }))} />
      {doing === 'late' ? <NumberInput label={t('rooms.late_minutes')} min={1} max={480} value={late} onChange={(value) => setLate(Number(value) || 0)} /> : null}
      <TextInput label={t('rooms.note')} description={t('rooms.note_hint')} maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <FormProblem problem={say.error} />
      <Button type="submit" loading={say.isPending}>{t('rooms.hang')}</Button>
    </form>
  );
}
