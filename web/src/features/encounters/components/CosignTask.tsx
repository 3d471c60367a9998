/** The task of the supervisor: read the note, then sign beside, or give it back with words. */
import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import type { TaskScreenProps } from '@/lib/tasks';
import { chartQuery } from '../api/chart';
import { filled, SECTIONS } from '../note';
import css from './Chart.module.css';

export default function CosignTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('encounters');
  const encounterId = String(task.subject.encounter_id ?? '');
  const { data: chart, error } = useQuery(chartQuery(encounterId));
  const words = chart ? filled(chart.note.sections) : null;
  return (
    <>
      {words ? (
        <>
          <p className={css.quiet}>{chart?.cosignature ? t('chart.cosign.from', { name: chart.cosignature.author_name }) : null}</p>
          <dl className={css.read}>{SECTIONS.filter((name) => words[name]).map((name) => <div key={name}><dt>{t(`encounters:note.${name}`)}</dt><dd>{words[name]}</dd></div>)}</dl>
          <Anchor component={Link} to={`/encounters/${encounterId}`}>{t('chart.cosign.open')}</Anchor>
        </>
      ) : error ? <p className={css.quiet}>{t('chart.cosign.take_first')}</p> : <Skeleton height={160} radius="md" />}
      <SchemaForm schema={task.form_schema as JsonSchema} initial={answers} submitLabel={t('chart.cosign.answer')} onSubmit={onComplete} onChange={onChange} busy={busy} problem={problem} readOnly={!task.may_complete} />
    </>
  );
}
