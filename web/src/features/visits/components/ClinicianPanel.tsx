/** The clinician's side of a visit, docked beside the chart: who waits, the door, the call, the chat. */
import { Button } from '@mantine/core';
import { ArrowRightLeft, DoorOpen, Pause, PhoneCall, UserPlus, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '@/components/ui/Countdown';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useRecording } from '../api/recordings';
import { isOpen, isOver, useVisitVerb, type Visit } from '../api/visits';
import { useCall } from '../call/useCall';
import { leave, useEntry } from '../call/useEntry';
import call from './Call.module.css';
import { Chat } from './Chat';
import css from './Clinician.module.css';
import { Controls } from './Controls';
import { GuestsDialog } from './Guests';
import { HandOver } from './HandOver';
import { More } from './More';
import { AskPhoto, PhotoLine } from './Photo';
import { RecordingItem, RecordingLine } from './Recording';
import { Recordings } from './Recordings';
import { VisitStage } from './Stage';
import { TranscriptItem, TranscriptLine } from './Transcript';
import { TranscriptReview } from './TranscriptReview';

export function ClinicianPanel({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const { inCall, join } = useEntry(visit);
  const { phase } = useCall();
  const talking = isOpen(visit) && inCall && phase !== 'replaced' && phase !== 'closed';
  return (
    <section className={css.panel} aria-label={t('panel.label')}>
      <div className={css.state}>
        {talking ? <Talking visit={visit} /> : isOpen(visit) ? <Door visit={visit} onJoin={join} replaced={inCall && phase === 'replaced'} /> : isOver(visit) ? <Closed visit={visit} /> : visit.status === 'on_hold' ? <Held visit={visit} onResumed={join} /> : <Before visit={visit} onAdmitted={join} />}
        <TranscriptReview visitId={visit.id} />
      </div>
      <Section title={t('chat.title')} className={css.chat ?? ''}><div className={css.chatBox}><Chat staff visitId={visit.id} over={isOver(visit)} hint={t('chat.hint', { name: visit.patient.name })} /></div></Section>
      {talking ? null : <Recordings visitId={visit.id} />}
      {talking ? <div className={css.vitals}><Slot name="visit.vitals" with={{ patientId: visit.patient.id }} /></div> : null}
    </section>
  );
}

function Before({ visit, onAdmitted }: { visit: Visit; onAdmitted: () => void }) {
  const { t } = useTranslation('visits');
  const admit = useVisitVerb('admit', onAdmitted);
  const [transfer, setTransfer] = useState(false);
  if (visit.status !== 'waiting') {
    return (
      <div className={css.card}>
        <UserRoundX size={28} strokeWidth={1.5} aria-hidden />
        <p className={css.title}>{t('panel.not_here', { name: visit.patient.name })}</p>
        <p className={css.quiet}>{t('panel.booked')} <TimeText at={visit.starts_at} /></p>
      </div>
    );
  }
  return (
    <div className={css.card}>
      <DoorOpen size={28} strokeWidth={1.5} aria-hidden />
      <p className={css.title}>{t('panel.waits', { name: visit.patient.name })}</p>
      <p className={css.quiet}>{visit.waiting_since ? <Countdown since={visit.waiting_since} label={t('waiting.for')} /> : null} · {t('panel.booked')} <TimeText at={visit.starts_at} as="clock" /></p>
      <Devices found={visit.device_check} />
      {visit.transferred_from ? <p className={css.quiet}>{t('transfer.from', { name: visit.transferred_from })}{visit.transfer_note ? `: ${visit.transfer_note}` : ''}</p> : null}
      <Button fullWidth loading={admit.isPending} onClick={() => admit.mutate(visit.id)}>{t('panel.admit')}</Button>
      <Button variant="subtle" color="gray" onClick={() => setTransfer(true)}>{t('transfer.start')}</Button>
      <HandOver visit={visit} opened={transfer} onClose={() => setTransfer(false)} />
    </div>
  );
}

/** What will not work, said before the call and not in it. */
function Devices({ found }: { found: Visit['device_check'] }) {
  const { t } = useTranslation('visits');
  if (!found) return <StatusBadge tone="neutral" label={t('panel.unchecked')} />;
  const wrong = (['camera', 'microphone', 'speaker'] as const).filter((device) => found[device] !== 'ok' && found[device] !== 'skipped');
  const weak = found.network === 'bad' || found.network === 'failed';
  if (!wrong.length && !weak) return <StatusBadge tone="done" label={t('panel.checked')} />;
  return <span className={css.badges}>{wrong.map((device) => <StatusBadge key={device} tone="attention" label={t(`panel.no_${device}`)} />)}{weak ? <StatusBadge tone="attention" label={t('panel.weak')} /> : null}</span>;
}

/** The patient waits a moment: one button brings them back. */
function Held({ visit, onResumed }: { visit: Visit; onResumed: () => void }) {
  const { t } = useTranslation('visits');
  const resume = useVisitVerb('resume', onResumed);
  const back = useVisitVerb('send-back');
  const [transfer, setTransfer] = useState(false);
  return (
    <div className={css.card} role="status">
      <Pause size={28} strokeWidth={1.5} aria-hidden />
      <p className={css.title}>{t('hold.staff', { name: visit.patient.name })}</p>
      <p className={css.quiet}>{visit.held_at ? <Countdown since={visit.held_at} label={t('hold.for')} /> : null}</p>
      <Button fullWidth loading={resume.isPending} onClick={() => resume.mutate(visit.id)}>{t('hold.resume')}</Button>
      <div className={call.actions}>
        <Button variant="default" onClick={() => setTransfer(true)}>{t('transfer.start')}</Button>
        <Button variant="subtle" color="gray" loading={back.isPending} onClick={() => back.mutate(visit.id)}>{t('panel.send_back')}</Button>
      </div>
      <HandOver visit={visit} opened={transfer} onClose={() => setTransfer(false)} />
    </div>
  );
}

function Door({ visit, onJoin, replaced }: { visit: Visit; onJoin: () => void; replaced: boolean }) {
  const { t } = useTranslation('visits');
  const back = useVisitVerb('send-back');
  const over = visit.hung_up_at !== null;
  const words = replaced ? t('paused.elsewhere') : over ? (visit.hung_up_by === 'patient' ? t('panel.they_hung_up', { name: visit.patient.name }) : t('panel.you_hung_up')) : t('panel.door_open', { name: visit.patient.name });
  return (
    <div className={css.card} role="status">
      <PhoneCall size={28} strokeWidth={1.5} aria-hidden />
      <p className={css.title}>{words}</p>
      <p className={css.quiet}>{over ? t('panel.not_finished') : t('panel.door_hint')}</p>
      <Button fullWidth variant={over ? 'default' : 'filled'} onClick={onJoin}>{replaced ? t('paused.here') : over ? t('panel.call_again') : t('panel.join')}</Button>
      {visit.joined_at === null ? <Button fullWidth variant="subtle" color="gray" loading={back.isPending} onClick={() => back.mutate(visit.id)}>{t('panel.send_back')}</Button> : null}
    </div>
  );
}

function Talking({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const hold = useVisitVerb('hold');
  const [asked, setAsked] = useState<'guests' | 'transfer' | null>(null);
  const { open } = useRecording(visit.id);
  const hangUp = useVisitVerb('hang-up');
  const stop = () => {
    leave();
    hangUp.mutate(visit.id);
  };
  return (
    <div className={call.docked}>
      <div className={call.stageBox}><VisitStage visit={visit} /></div>
      <Controls onHangUp={stop} hangingUp={hangUp.isPending} more={<More phone={visit.phone} onInvite={() => setAsked('guests')} recorded={!!open && open.status !== 'asked'} recording={<><RecordingItem visitId={visit.id} staff /><TranscriptItem visitId={visit.id} staff /></>} />} />
      <RecordingLine visitId={visit.id} />
      <TranscriptLine visitId={visit.id} />
      <PhotoLine visit={visit} />
      <div className={call.actions}>
        <Button variant="default" leftSection={<Pause size={18} aria-hidden />} loading={hold.isPending} onClick={() => hold.mutate(visit.id)}>{t('hold.start')}</Button>
        <Button variant="default" leftSection={<UserPlus size={18} aria-hidden />} onClick={() => setAsked('guests')}>{t('guests.add')}</Button>
        <AskPhoto visit={visit} />
        <Button variant="default" leftSection={<ArrowRightLeft size={18} aria-hidden />} onClick={() => setAsked('transfer')}>{t('transfer.start')}</Button>
      </div>
      <GuestsDialog visitId={visit.id} staff opened={asked === 'guests'} onClose={() => setAsked(null)} />
      <HandOver visit={visit} opened={asked === 'transfer'} onClose={() => setAsked(null)} />
    </div>
  );
}

function Closed({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  return (
    <div className={css.card} role="status">
      <p className={css.title}>{t(`panel.closed_${visit.status}` as 'panel.closed_ended')}</p>
      {visit.ended_at ? <p className={css.quiet}><TimeText at={visit.ended_at} /></p> : null}
    </div>
  );
}
