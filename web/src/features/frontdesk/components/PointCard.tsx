/** One desk or room: who is there, and the button that calls the next. */
import { Button } from '@mantine/core';
import { Megaphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '@/components/ui/Countdown';
import { FormProblem } from '@/components/ui/FormProblem';
import { useCall, useChange, useNext, type Point, type Queue, type Ticket } from '../api/desk';
import css from './Desk.module.css';

export function PointCard({ point, queue }: { point: Point; queue: Queue }) {
  const { t } = useTranslation('frontdesk');
  const next = useNext();
  const [here] = queue.tickets.filter((row) => row.service_point_id === point.id && (row.status === 'called' || row.status === 'serving'));
  const waiting = queue.tickets.filter((row) => row.status === 'waiting' && point.categories.includes(row.category) && (!point.practitioner_id || !row.practitioner_id || row.practitioner_id === point.practitioner_id));
  const skipped = queue.tickets.filter((row) => row.service_point_id === point.id && row.status === 'skipped');
  return (
    <article className={css.point}>
      <h3><span>{point.name}</span><span className={css.quiet}>{t('queue.waiting', { count: waiting.length })}</span></h3>
      <Here row={here} point={point} />
      {next.error && next.error.code !== 'nobody_waits' ? <FormProblem problem={next.error} /> : null}
      <Button leftSection={<Megaphone size={16} />} disabled={!waiting.length && !here} loading={next.isPending} onClick={() => next.mutate(point.id)}>{waiting.length ? t('queue.next', { code: waiting[0]?.code }) : t('queue.finish')}</Button>
      {skipped.length ? <div className={css.buttons}>{skipped.map((row) => <Recall key={row.id} row={row} point={point} />)}</div> : null}
    </article>
  );
}

function Here({ row, point }: { row: Ticket | undefined; point: Point }) {
  const { t } = useTranslation('frontdesk');
  const [call, change] = [useCall(), useChange()];
  if (!row) return <p className={css.now}><span className={css.quiet}>{t('queue.free')}</span></p>;
  return (
    <>
      <p className={css.now}><strong>{row.code}</strong><span>{row.patient?.name ?? ''}</span><span className={css.quiet}>{t(`ticket.${row.status}` as 'ticket.called')} <Countdown since={row.status_at} label={t('queue.since')} /></span></p>
      <div className={css.buttons}>
        {row.status === 'called' ? <>
          <Button size="compact-sm" variant="default" onClick={() => change.mutate({ id: row.id, status: 'serving' })}>{t('queue.came')}</Button>
          <Button size="compact-sm" variant="default" onClick={() => call.mutate({ id: row.id, point: point.id })}>{t('queue.again')}</Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => change.mutate({ id: row.id, status: 'skipped' })}>{t('queue.skip')}</Button>
        </> : <Button size="compact-sm" variant="default" onClick={() => change.mutate({ id: row.id, status: 'done' })}>{t('queue.done')}</Button>}
      </div>
    </>
  );
}

function Recall({ row, point }: { row: Ticket; point: Point }) {
  const { t } = useTranslation('frontdesk');
  const call = useCall();
  return <Button size="compact-sm" variant="subtle" loading={call.isPending} onClick={() => call.mutate({ id: row.id, point: point.id })}>{t('queue.recall', { code: row.code })}</Button>;
}
