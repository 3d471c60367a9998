/** An invited guest's whole app: the link, the wait, the call. No account, no chart, nothing to find here but the call. */
import { Button, PinInput, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { TimeText } from '@/components/ui/TimeText';
import { connect, useLiveState, useSocketEvent } from '@/lib/live';
import { asProblem, type ApiProblem } from '@/lib/problem';
import { guestIce, guestVisitQuery, openLink, type GuestVisit } from '../api/guests';
import { call } from '../call/session';
import { useCall } from '../call/useCall';
import css from '../components/Call.module.css';
import { Controls } from '../components/Controls';
import { More } from '../components/More';
import { GuestItem, GuestQuestion } from '../components/Recording';
import page from '../components/Patient.module.css';
import { Stage } from '../components/Stage';
import { GuestTranscriptItem, GuestTranscriptLine } from '../components/Transcript';

/** The secret of the link; it is taken out of the address bar as soon as it is read. */
function useToken(): string {
  const [token] = useState(() => window.location.hash.slice(1));
  useEffect(() => { if (token) window.history.replaceState(null, '', window.location.pathname); }, [token]);
  return token;
}

export default function GuestPage() {
  const token = useToken();
  const qc = useQueryClient();
  const open = useMutation({ mutationFn: (pin: string) => openLink(token, pin), onSuccess: (visit) => qc.setQueryData(guestVisitQuery.queryKey, visit) });
  const { mutate } = open;
  useEffect(() => { if (token) mutate(''); }, [token, mutate]);
  // Told that it is over: from then on nothing is asked any more, and the socket stays closed.
  const [over, setOver] = useState(false);
  useSocketEvent('guest:over', () => setOver(true));
  useSocketEvent('guest:visit', () => void qc.invalidateQueries({ queryKey: guestVisitQuery.queryKey }));
  const live = useLiveState() === 'live';
  const { data: visit, error, refetch } = useQuery({ ...guestVisitQuery, enabled: !over && (!token || open.isSuccess), refetchInterval: (query) => nextLook(query.state.error, live) });
  const problem = open.error ? asProblem(open.error) : error ? asProblem(error) : null;
  if (over || isOver(problem)) return <Calm><Gone /></Calm>;
  if (visit) return <Inside visit={visit} />;
  if (problem?.code === 'pin_needed' || problem?.code === 'pin_wrong') return <Pin wrong={problem.code === 'pin_wrong'} busy={open.isPending} onPin={mutate} />;
  return <Calm>{problem ? <ErrorState problem={problem} onRetry={() => (open.error ? mutate('') : void refetch())} /> : <Skeleton height={240} radius="md" />}</Calm>;
}

/** Used up, withdrawn or too old; a network that fails is not the end of an invitation. */
const isOver = (problem: ApiProblem | null) => problem !== null && (problem.status === 401 || problem.status === 410);

/** With a socket news comes by itself, and asking is for what was lost on the way; who was told that it is over asks no more. */
function nextLook(error: Error | null, live: boolean): number | false {
  if (error && isOver(asProblem(error))) return false;
  return live ? 30_000 : 5_000;
}

const Calm = ({ children }: { children: ReactNode }) => <div className={page.page}><div className={page.calm}>{children}</div></div>;

function Gone() {
  const { t } = useTranslation('visits');
  return <><Users size={40} strokeWidth={1.5} aria-hidden className={page.mark} /><h1>{t('guest.over')}</h1><p>{t('guest.over_hint')}</p></>;
}

function Pin({ wrong, busy, onPin }: { wrong: boolean; busy: boolean; onPin: (pin: string) => void }) {
  const { t } = useTranslation('visits');
  const [pin, setPin] = useState('');
  return (
    <form className={page.page} onSubmit={(event) => { event.preventDefault(); onPin(pin); }}>
      <div className={page.calm}>
        <h1>{t('guest.pin')}</h1>
        <p>{t('guest.pin_hint')}</p>
        <PinInput length={6} type="number" oneTimeCode value={pin} onChange={setPin} aria-label={t('guest.pin')} />
        <p role="alert">{wrong ? t('guest.pin_wrong') : ''}</p>
        <Button type="submit" fullWidth disabled={pin.length < 6} loading={busy}>{t('guest.go')}</Button>
      </div>
    </form>
  );
}

function Inside({ visit }: { visit: GuestVisit }) {
  const { t } = useTranslation('visits');
  const qc = useQueryClient();
  const { visitId, phase } = useCall();
  useEffect(() => connect(qc, [], null, 'guest'), [qc]);
  useEffect(() => () => call.stop(), []);
  const talking = visitId === visit.visit_id && !['idle', 'closed', 'replaced'].includes(phase);
  const recorded = visit.recording?.status === 'starting' || visit.recording?.status === 'recording';
  if (talking && visit.state === 'open') {
    return (
      <div className={css.room}>
        <Stage other={visit.clinician} names={{ clinician: visit.clinician, patient: visit.patient }} recording={visit.recording?.status} />
        <GuestTranscriptLine transcript={visit.transcript} />
        <Controls onHangUp={() => call.stop()} hangingUp={false} more={<More recorded={recorded} recording={<><GuestItem recording={visit.recording} /><GuestTranscriptItem transcript={visit.transcript} /></>} />} />
        <GuestQuestion recording={visit.recording} />
      </div>
    );
  }
  const join = () => void call.start(visit.visit_id, { microphone: true, camera: true }, { guest: guestIce });
  return (
    <div className={page.page}>
      <div className={page.calm} role="status">
        <Users size={40} strokeWidth={1.5} aria-hidden className={page.mark} />
        <h1>{t('guest.title', { name: visit.clinician })}</h1>
        <p>{t('guest.as', { name: visit.name, role: t(`people.${visit.role}`), hospital: visit.hospital })}</p>
        <p><TimeText at={visit.starts_at} /></p>
        {visit.state === 'open' ? <Button fullWidth onClick={join}>{t('paused.join')}</Button> : <p className={page.note}>{visit.state === 'on_hold' ? t('guest.on_hold') : t('guest.waiting', { name: visit.clinician })}</p>}
        {recorded ? <p className={page.note} role="alert">{t('guest.recorded')}</p> : null}
        <p className={page.quiet}>{t('guest.private')}</p>
      </div>
    </div>
  );
}
