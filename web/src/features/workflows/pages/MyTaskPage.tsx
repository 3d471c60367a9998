/** One step of the patient's to-do list: one thing per screen, how far one is, and the next step right after. */
import { Button, Skeleton } from '@mantine/core';
import { Link, Navigate, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { CircleCheckBig } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { taskScreen } from '@/app/registry';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { isOpen, type Completed, type TaskOpened, type TaskRow } from '@/lib/tasks';
import { taskQuery, useTaskPages } from '../api/tasks';
import { focus } from '../components/focus';
import { TaskForm } from '../components/TaskForm';
import css from '../components/Task.module.css';
import { taskLink } from '../link';
import { inOrder } from '../todo';

export default function MyTaskPage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('workflows');
  const { data: task, error, refetch } = useQuery(taskQuery(id));
  const back = { to: '/my', label: t('todo.title') };
  if (error && !task) return <><PageHeader title={t('task.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!task) return <><PageHeader title={t('task.title')} back={back} /><Skeleton height={280} radius="md" /></>;
  const elsewhere = taskScreen(task.form)?.to?.(task);
  if (elsewhere) return <Navigate to={elsewhere} replace />;
  return <Step key={id} task={task} />;
}

function Step({ task }: { task: TaskOpened }) {
  const { t } = useTranslation('workflows');
  const navigate = useNavigate();
  const [finished, setFinished] = useState(false);
  const { all, at, following } = useSteps(task);
  const onDone = (done: Completed) => {
    const offered = done.next_task_for_me;
    const next = following ?? (offered?.case_id === task.case_id && offered.form !== 'pay' ? offered : null);
    if (next) void navigate({ to: taskLink(next, true) });
    else setFinished(true);
  };
  if (finished) return <Ready />;
  const title = t(`todo.steps.${task.form}.title` as 'todo.title', task.name);
  const hint = t(`todo.steps.${task.form}.long` as 'todo.title', t(`todo.steps.${task.form}.hint` as 'todo.title', ''));
  return (
    <>
      <PageHeader title={title} back={{ to: '/my', label: t('todo.back') }} {...(hint ? { lead: hint } : {})} />
      {all > 1 ? (
        <div className={css.progress}>
          <span>{t('todo.progress', { at, all })}</span>
          <span className={css.bar} aria-hidden>{Array.from({ length: all }, (_, place) => <span key={place} data-done={place < at || undefined} />)}</span>
        </div>
      ) : null}
      {isOpen(task) ? <TaskForm task={task} submitLabel={t('todo.submit')} onDone={onDone} /> : <p role="status">{t('todo.over')}</p>}
    </>
  );
}

/** Which step of how many this is, and which one follows in our order (the server knows no order among equals). */
function useSteps(task: TaskOpened) {
  const pages = useTaskPages('mine');
  const open: TaskRow[] = inOrder(pages.rows.filter((row) => row.case_id === task.case_id && isOpen(row) && row.form !== 'pay'));
  const all = atMost(task.case_id, open.length);
  return { all, at: Math.max(1, all - open.length + 1), following: open.find((row) => row.id !== task.id) ?? null };
}

/** The largest number of steps seen in this case on this device, so that progress does not start again at each step. */
const most = new Map<string, number>();
function atMost(caseId: string, now: number): number {
  const known = Math.max(most.get(caseId) ?? 0, now);
  most.set(caseId, known);
  return known;
}

function Ready() {
  const { t } = useTranslation('workflows');
  return (
    <div className={`${css.done} arrive`} role="status">
      <CircleCheckBig size={44} strokeWidth={1.5} aria-hidden />
      <h2>{t('todo.ready')}</h2>
      <p>{t('todo.ready_hint')}</p>
      <Button component={Link} to="/my" ref={focus}>{t('todo.home')}</Button>
    </div>
  );
}
