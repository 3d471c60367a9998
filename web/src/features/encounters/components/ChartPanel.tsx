/** The chart and the note, beside a call or on a page of its own. It lays itself out by the room it is given. */
import { Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { PatientBanner } from '@/components/ui/PatientBanner';
import { useFacility } from '@/lib/auth';
import { useRoom } from '@/lib/live';
import { dayKey } from '@/lib/time';
import { chartQuery, keepNote, type Chart } from '../api/chart';
import type { Completed } from '@/lib/tasks';
import { useNote } from '../note';
import { Background } from './Background';
import css from './Chart.module.css';
import { Conflict } from './Conflict';
import { Diagnoses } from './Diagnoses';
import { FinishBar, goTo } from './FinishBar';
import { FinishedView } from './FinishedView';
import { NoteEditor } from './NoteEditor';
import { Prescriptions } from './Prescriptions';
import { Services } from './Services';
import { SignByHand } from './SignByHand';
import { SignedNote } from './SignedNote';
import { Triage } from './Triage';
import { Vitals } from './Vitals';

type Props = { encounterId: string; taskId?: string | null };

export default function ChartPanel({ encounterId, taskId = null }: Props) {
  const { t } = useTranslation('encounters');
  const { data: chart, error, refetch } = useQuery(chartQuery(encounterId));
  const [done, setDone] = useState<Completed | null>(null);
  useRoom(chart ? `patient:${chart.patient.id}` : null);
  if (error && !chart) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!chart) return <div role="status" aria-label={t('opening')}><Skeleton height={64} radius="md" mb={16} /><Skeleton height={420} radius="md" /></div>;
  return (
    <div className={css.panel}>
      <PatientBanner patient={{ ...chart.patient, allergies: chart.allergies?.map(({ substance, severity }) => ({ substance, severe: severity === 'severe' })) ?? null }} />
      <div className={css.columns}>
        <div className={css.main}>
          {done || chart.encounter.kind !== 'EMER' ? null : <Triage chart={chart} />}
          {done ? null : <Vitals patientId={chart.patient.id} encounterId={encounterId} sets={chart.vitals} ranges={chart.ranges} writable />}
          {done ? <FinishedView done={done} chart={chart} /> : chart.may_write ? <Writing key={encounterId} chart={chart} taskId={taskId} onDone={setDone} /> : <SignedNote chart={chart} />}
        </div>
        <Background chart={chart} />
      </div>
    </div>
  );
}

function Writing({ chart, taskId, onDone }: { chart: Chart; taskId: string | null; onDone: (done: Completed) => void }) {
  const qc = useQueryClient();
  const id = chart.encounter.id;
  const draft = chart.note.status === 'draft';
  const { zone } = useFacility();
  const begun = chart.encounter.started_at;
  const note = useNote(id, chart.note, (kept) => keepNote(qc, id, kept));
  return (
    <>
      {note.conflict ? <Conflict conflict={note.conflict} onKeep={(sections) => void note.resolve(sections)} /> : null}
      <NoteEditor note={note} chart={chart} />
      <Diagnoses id={id} rows={chart.diagnoses} writable={draft} on={begun ? dayKey(begun, zone) : null} />
      <Prescriptions id={id} rows={chart.prescriptions} writable={draft} prescribing={chart.prescribing} />
      <Services id={id} rows={chart.services} writable={draft} />
      {taskId ? <FinishBar chart={chart} note={note} taskId={taskId} onDone={onDone} /> : chart.encounter.case_id && draft ? <FinishBar chart={chart} note={note} taskId={null} onDone={onDone} /> : <SignByHand chart={chart} note={note} goTo={goTo} />}
    </>
  );
}
