/** One task in My work: how long somebody waits, whose, what, who has it, when it is due. One link covers the row. */
import { Button, Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Countdown } from '@/components/ui/Countdown';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useFlash } from '@/components/ui/useFlash';
import { useSession } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { isOpen, type TaskRow } from '@/lib/tasks';
import { age, useToday } from '@/lib/time';
import { slaOf } from '../group';
import { taskLink } from '../link';
import { useCovered } from './useCovered';
import css from './Work.module.css';

type Props = { row: TaskRow; onClaim: (row: TaskRow) => void; onRelease: (row: TaskRow) => void; canOpen: boolean; onChoose?: ((row: TaskRow) => void) | undefined; chosen?: boolean };

export function WorkRow({ row, onClaim, onRelease, canOpen, onChoose, chosen }: Props) {
  const { t } = useTranslation('workflows');
  const { user } = useSession();
  const now = useNow();
  const flash = useFlash<HTMLLIElement>(`${row.version}|${row.waiting_since}|${row.status}`);
  const mine = row.assignee_id === user.id;
  const years = age(row.patient?.birth_date, useToday());
  const facts = row.patient ? [years === null ? null : t('work.years', { count: years }), row.patient.number].filter(Boolean).join(' · ') : null;
  const name = row.patient?.name ?? row.name;
  const covered = useCovered();
  const takeable = !row.assignee_id || covered.has(row.assignee_id);
  return (
    <li ref={flash} className={`${css.row} arrive`} data-gone={!isOpen(row) || undefined} data-mine={mine || undefined} data-id={row.id}>
      <span className={css.wait}>{row.waiting_since && isOpen(row) ? <Countdown since={row.waiting_since} label={t('work.waits')} /> : null}</span>
      <span className={css.who}>
        {canOpen ? <Link to={taskLink(row)} className={css.cover ?? ''} data-row={row.id}>{name}</Link> : <strong>{name}</strong>}
        {facts ? <span className={css.facts}>{facts}</span> : null}
      </span>
      <span className={css.what}>
        {row.patient ? row.name : null}
        {row.escalated_at && isOpen(row) ? <StatusBadge tone="attention" label={t('team.escalated')} /> : null}
        {row.priority >= 75 && !row.escalated_at && isOpen(row) ? <StatusBadge tone="attention" label={t(row.priority >= 100 ? 'team.critical' : 'team.high')} /> : null}
        {row.follow_up_at ? <span className={css.quiet}>{t('team.until')} <TimeText at={row.follow_up_at} /></span> : null}
        {row.waiting_since ? <StatusBadge tone="active" label={t('work.here')} /> : null}
      </span>
      <span className={css.owner}><Owner row={row} mine={mine} yours={!!row.practitioner_id && row.practitioner_id === user.practitioner_id && user.roles.includes(row.candidate_role)} /></span>
      <span className={css.due}><Due row={row} now={now} /></span>
      <span className={css.actions}>
        {onChoose ? (isOpen(row) && row.candidate_role !== 'patient' && !row.by_message ? <Checkbox className={css.choose ?? ''} checked={!!chosen} onChange={() => onChoose(row)} aria-label={t('many.choose', { name: `${name}, ${row.name}` })} /> : null) : <>
        {isOpen(row) && canOpen && takeable ? <Button variant="default" size="compact-sm" onClick={() => onClaim(row)} aria-label={t('work.claim_of', { name })}>{t('work.claim')}</Button> : null}
        {isOpen(row) && mine ? <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onRelease(row)} aria-label={t('work.release_of', { name })}>{t('work.release')}</Button> : null}
        </>}
      </span>
    </li>
  );
}

function Owner({ row, mine, yours }: { row: TaskRow; mine: boolean; yours: boolean }) {
  const { t } = useTranslation(['workflows', 'common']);
  const away = useCovered();
  if (row.status === 'completed') return <StatusBadge tone="done" label={row.assignee_name ? t('work.done_by', { name: row.assignee_name }) : t('work.done')} />;
  if (row.status === 'cancelled') return <StatusBadge tone="neutral" label={t('work.withdrawn')} />;
  if (mine && row.owner_id) return <StatusBadge tone="active" label={t('team.for', { name: row.owner_name ?? '' })} />;
  if (mine) return <StatusBadge tone="active" label={t('work.yours')} />;
  if (row.assignee_id && away.has(row.assignee_id)) return <StatusBadge tone="attention" label={t('team.covering', { name: row.assignee_name ?? '' })} />;
  if (row.assignee_name) return <StatusBadge tone="neutral" label={t('work.taken_by', { name: row.assignee_name })} />;
  if (yours) return <span className={css.yours}>{t('work.for_you')}</span>;
  return <span className={css.quiet}>{t(`common:roles.${row.candidate_role}` as 'common:roles.doctor', row.candidate_role)}</span>;
}

function Due({ row, now }: { row: TaskRow; now: number }) {
  const { t } = useTranslation('workflows');
  if (!row.due_at || !isOpen(row)) return null;
  const sla = slaOf(row, now);
  return (
    <span className={css.sla} data-sla={sla}>
      {sla === 'late' ? <strong>{t('work.late')} </strong> : null}<TimeText at={row.due_at} as={sla === 'fine' ? 'when' : 'ago'} />
    </span>
  );
}
