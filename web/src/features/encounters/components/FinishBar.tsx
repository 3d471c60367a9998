/** One click after the last word: sign, lock, finish, and hear what is next. Before that it says what is still needed. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Signature } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import type { Chart } from '../api/chart';
import type { Completed } from '@/lib/tasks';
import { taskQuery, useFinish } from '../api/finish';
import { missing, type NoteState } from '../note';
import css from './Chart.module.css';

type Props = { chart: Chart; note: NoteState; taskId: string | null; onDone: (done: Completed) => void };

export function goTo(name: string) {
  const field = document.getElementById(`note-${name}`);
  field?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  field?.focus({ preventScroll: true });
}

export function FinishBar({ chart, note, taskId, onDone }: Props) {
  const { t } = useTranslation('encounters');
  const { data: task, error } = useQuery({ ...taskQuery(taskId ?? ''), enabled: !!taskId });
  const waiting = !!taskId && !task && !error;
  const finish = useFinish(chart.encounter.id, onDone);
  const gaps = missing(note.sections, chart);
  const list = new Intl.ListFormat(undefined, { type: 'conjunction' });

  async function sign() {
    if (gaps[0]) return goTo(gaps[0]);
    if (!task || !(await note.flush())) return;
    finish.mutate({ id: task.id, version: task.version, answers: { note_id: chart.note.id, note_version: note.version() } });
  }

  if (!taskId) return <p className={css.quiet}>{t(chart.encounter.kind === 'IMP' ? 'finish.inpatient' : 'finish.no_task')}</p>;
  return (
    <div className={css.finish}>
      {finish.error ? <FormProblem problem={finish.error} /> : error && !task ? <FormProblem problem={error} /> : null}
      <p className={css.quiet} role="status">{gaps.length ? t('finish.missing', { parts: list.format(gaps.map((gap) => t(`finish.parts.${gap}` as 'finish.parts.plan'))) }) : t('finish.ready')}</p>
      <Button leftSection={<Signature size={18} />} loading={finish.isPending || waiting} disabled={!task || !!note.conflict} data-missing={gaps.length || undefined} variant={gaps.length ? 'default' : 'filled'} onClick={() => void sign()}>
        {t('finish.sign')}
      </Button>
    </div>
  );
}
