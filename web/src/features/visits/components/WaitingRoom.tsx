/** The waiting room: the place in line, an estimate that is honest or not there, what the clinician is doing, a chat. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { Countdown } from '@/components/ui/Countdown';
import { Section } from '@/components/ui/Section';
import { useNow } from '@/lib/clock';
import { useVisitVerb, visitQuery, type Visit } from '../api/visits';
import { Chat } from './Chat';
import css from './Patient.module.css';

const LOOK_AGAIN = 30_000;
const LATE = 10 * 60_000;

export function WaitingRoom({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const confirm = useConfirm();
  const leave = useVisitVerb('leave');
  // Estimates grow old by themselves, without a fact.
  useQuery({ ...visitQuery(visit.id), refetchInterval: LOOK_AGAIN });
  useEffect(() => {
    const before = document.title;
    document.title = t('waiting.title');
    return () => { document.title = before; };
  }, [t]);
  const away = async () => {
    const sure = await confirm({ title: t('waiting.leave_title'), body: t('waiting.leave_body'), verb: t('waiting.leave'), keep: t('waiting.stay') });
    if (sure) leave.mutate(visit.id);
  };
  return (
    <div className={css.waiting}>
      <div className={css.calm}>
        <h1>{t('waiting.title')}</h1>
        {visit.transferred_from ? <p className={css.note}>{t('waiting.transferred', { from: visit.transferred_from, name: visit.clinician.name })}</p> : null}
        <Place visit={visit} />
        <p className={css.quiet}>{t('waiting.for')} {visit.waiting_since ? <Countdown since={visit.waiting_since} label={t('waiting.for')} /> : null}</p>
        <p className={css.note}>{t('waiting.devices_off', { name: visit.clinician.name })}</p>
      </div>
      <Section title={t('waiting.messages')}><div className={css.chatBox}><Chat visitId={visit.id} hint={t('waiting.chat_hint', { name: visit.clinician.name })} /></div></Section>
      <Button variant="subtle" color="gray" loading={leave.isPending} onClick={() => void away()}>{t('waiting.leave')}</Button>
    </div>
  );
}

/** Never a promise: without an estimate it says what is known instead. */
function Place({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const now = useNow();
  const { line, clinician: { name } } = visit;
  if (!line) return <p className={css.big}>{t('waiting.soon', { name })}</p>;
  const early = Date.parse(visit.starts_at) - now > 60_000;
  const late = now - Date.parse(visit.starts_at) > LATE;
  const said = line.sign;
  const doing = line.clinician === 'late' && said ? t('waiting.late_by', { name, count: said.late_minutes }) : late && line.clinician !== 'with_another' ? t('waiting.late', { name }) : early && line.clinician !== 'with_another' ? t('waiting.early', { name }) : t(`waiting.doing.${line.clinician}` as 'waiting.doing.here', { name });
  return (
    <div role="status" className={css.place}>
      <p className={css.big}>{line.place === 1 ? t('waiting.next') : t('waiting.place', { place: line.place })}</p>
      <p>{doing}</p>
      {said?.note ? <p className={css.note}>{said.note}</p> : null}
      {line.minutes !== null ? <p>{t('waiting.about', { count: Math.max(1, line.minutes) })}</p> : null}
    </div>
  );
}
