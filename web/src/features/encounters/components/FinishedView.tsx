/** It is done: what fell into place, and who is next. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import type { Chart } from '../api/chart';
import type { Completed } from '@/lib/tasks';
import css from './Chart.module.css';
import { taskTo } from '../api/finish';

export function FinishedView({ done, chart }: { done: Completed; chart: Chart }) {
  const { t } = useTranslation('encounters');
  const next = done.next_task_for_me;
  return (
    <section className={css.done} role="status">
      <p className={css.signed}><CircleCheck size={28} aria-hidden /><span><strong>{t('done.title')}</strong>{t('done.hint', { name: chart.patient.given })}</span></p>
      <ul className={css.fell}>
        <li>{t('done.note')}</li>
        <li>{t('done.prescriptions', { count: chart.prescriptions.length })}</li>
        <li>{t('done.services', { count: chart.services.length })}</li>
      </ul>
      {next ? (
        <div className={css.nextUp}>
          <span><strong>{t('done.next')}</strong> {next.name}{next.patient ? ` · ${next.patient.name}` : ''}{next.waiting_since ? <>, {t('done.waits')} <TimeText at={next.waiting_since} as="ago" /></> : null}</span>
          <Button component={Link} to={taskTo(next)} data-autofocus>{t('done.open')}</Button>
        </div>
      ) : <div className={css.nextUp}><span>{t('done.nobody')}</span><Button component={Link} to="/work">{t('done.work')}</Button></div>}
    </section>
  );
}
