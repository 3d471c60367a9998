/** A task without a page of its own, for staff: whose it is, who has it, its form. */
import { Button, Skeleton } from '@mantine/core';
import { Navigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { taskScreen } from '@/app/registry';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import { useClaimTask, useReleaseTask, type Completed, type TaskOpened } from '@/lib/tasks';
import { taskQuery } from '../api/tasks';
import { TaskDone } from '../components/TaskDone';
import { Talk } from '../components/Talk';
import { TaskForm } from '../components/TaskForm';
import { TaskHands } from '../components/TaskHands';
import css from '../components/Task.module.css';

export default function TaskPage() {
  const { id } = usePathParams<{ id: string }>();
  return <OneTask key={id} id={id} />;
}

function OneTask({ id }: { id: string }) {
  const { t } = useTranslation('workflows');
  const { data: task, error, refetch } = useQuery(taskQuery(id));
  const [done, setDone] = useState<Completed | null>(null);
  const back = { to: '/work', label: t('work.title') };
  if (done) return <TaskDone done={done} />;
  if (error && !task) return <><PageHeader title={t('task.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!task) return <><PageHeader title={t('task.title')} back={back} /><Skeleton height={320} radius="md" /></>;
  const elsewhere = taskScreen(task.form)?.to?.(task);
  if (elsewhere) return <Navigate to={elsewhere} replace />;
  return (
    <>
      <PageHeader title={task.name} back={back} {...(task.patient ? { lead: `${task.patient.name} · ${task.patient.number}` } : {})} />
      <div className={css.narrow}>
        <Standing task={task} />
        <div className={css.facts}>
          <KeyValue columns={2} items={[
            task.due_at ? { label: t('task.due'), value: <TimeText at={task.due_at} /> } : null,
            task.department ? { label: t('team.department'), value: task.department } : null,
            task.follow_up_at ? { label: t('team.until'), value: <TimeText at={task.follow_up_at} /> } : null,
            task.waiting_since ? { label: t('task.waiting'), value: <TimeText at={task.waiting_since} /> } : null,
          ]} />
        </div>
        {task.by_message && !taskScreen(task.form)?.load ? null : <TaskForm key={task.version} task={task} submitLabel={t('task.complete')} onDone={setDone} />}
        {/* Below the form: what comes a moment later must not move what somebody is about to press. */}
        <Slot name="task.talk" with={{ task }} />
        <Talk about={{ task: task.id }} />
      </div>
    </>
  );
}

/** Who has it, in a sentence, with the one thing to do about that. */
function Standing({ task }: { task: TaskOpened }) {
  const { t } = useTranslation('workflows');
  const claim = useClaimTask();
  const release = useReleaseTask();
  const words = task.status === 'completed' ? t('task.is_done', { name: task.assignee_name ?? '' })
    : task.status === 'cancelled' ? t('task.is_withdrawn')
      : task.by_message && !task.assignee_id ? t('task.by_message')
        : task.mine && task.owner_id ? t('team.delegated', { name: task.owner_name ?? '' })
        : task.covers ? t('team.covers', { name: task.assignee_name ?? '' })
        : task.mine ? t('task.is_yours')
          : task.assignee_name ? t('task.is_taken', { name: task.assignee_name })
            : task.may_complete ? t('task.is_free') : t('task.not_yours');
  // What ends by a message is worked on, too, where a screen of its own says how.
  const worked = task.by_message && task.candidate_role !== 'patient' && !!taskScreen(task.form)?.load;
  return (
    <div className={css.notice} role="status">
      <p>{words}</p>
      {(task.status === 'open' && (task.may_complete || worked)) || task.covers ? <Button variant="default" loading={claim.isPending} onClick={() => claim.mutate(task.id)}>{t('work.claim')}</Button> : null}
      {task.status === 'claimed' && task.mine ? <Button variant="subtle" color="gray" loading={release.isPending} onClick={() => release.mutate(task.id)}>{t('work.release')}</Button> : null}
      <TaskHands task={task} />
    </div>
  );
}
