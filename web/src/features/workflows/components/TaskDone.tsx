/** After the last click: it is done, and this is next. Enter opens it. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheckBig } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Completed } from '@/lib/tasks';
import { taskLink } from '../link';
import { focus } from './focus';
import css from './Task.module.css';

export function TaskDone({ done }: { done: Completed }) {
  const { t } = useTranslation('workflows');
  const next = done.next_task_for_me;
  return (
    <div className={`${css.done} arrive`} role="status">
      <CircleCheckBig size={36} strokeWidth={1.5} aria-hidden />
      <h2>{t('task.done', { name: done.task.name })}</h2>
      <p>{next ? t('task.next', { name: next.name, who: next.patient?.name ?? '' }) : t('task.nothing_next')}</p>
      <div className={css.buttons}>
        {next ? <Button component={Link} to={taskLink(next)} ref={focus}>{t('task.open_next')}</Button> : null}
        <Button component={Link} to="/work" variant="default" {...(next ? {} : { ref: focus })}>{t('task.to_work')}</Button>
      </div>
    </div>
  );
}
