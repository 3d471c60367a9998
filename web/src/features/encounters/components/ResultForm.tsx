/** A report typed in: choose what was measured, type the values; the range of the laboratory may replace ours. */
import { Button, Modal, Select, Skeleton, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { MomentInput } from '@/components/ui/MomentInput';
import { useMay, useSession } from '@/lib/auth';
import { orderAnalytesQuery, useOrderResult } from '../api/orders';
import { analytesQuery, doctorsQuery, useResultWrites, type Report } from '../api/results';
import { blank, content, isFilled, start, startOf, type Asked, type Draft } from '../results';
import { FindingRows } from './FindingRows';
import css from './Results.module.css';

/** `order`: the laboratory order that it answers; whoever ordered looks at it, or whom one names where that cannot be. */
type Props = { patientId: string; encounterId?: string | null; report?: Report; order?: Asked; onClose: () => void };

export function ResultForm(props: Props) {
  const { t } = useTranslation('encounters');
  const { report, order, patientId } = props;
  const own = useQuery({ ...analytesQuery(patientId), enabled: !order });
  const ordered = useQuery({ ...orderAnalytesQuery(order?.id ?? ''), enabled: !!order });
  const { data, error, refetch } = order ? ordered : own;
  const title = t(!report ? 'results.enter' : report.status === 'final' || report.status === 'amended' ? 'results.amend' : 'results.complete');
  return (
    <Modal opened onClose={props.onClose} title={title} size="xl">
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : data ? <Form {...props} analytes={data.items} edition={data.edition} /> : <Skeleton height={320} />}
    </Modal>
  );
}

const CATEGORIES = ['laboratory', 'imaging', 'pathology', 'cardiology', 'other'] as const;
const STATUSES = ['final', 'preliminary', 'registered'] as const;
/** Whoever ordered has left, or the record is closed to him. */
const CANNOT_LOOK = ['reviewer_unknown', 'kept_out'];

function Form({ patientId, encounterId = null, report, order, onClose, analytes, edition }: Props & { analytes: Parameters<typeof FindingRows>[0]['analytes']; edition: string }) {
  const { t } = useTranslation('encounters');
  const { enter, change } = useResultWrites();
  const answer = useOrderResult(order?.id ?? '');
  const [draft, setDraft] = useState<Draft>(() => (order && !report ? startOf(order, analytes) : start(report)));
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const { user } = useSession();
  const mine = useMay()('result.release') ? user.practitioner_id ?? null : null;
  const [reviewer, setReviewer] = useState<string | null>(mine);
  const [another, setAnother] = useState(false);
  const doctors = useQuery(doctorsQuery).data?.items ?? [];
  const names = !report && (!order || another);
  const amends = report?.status === 'final' || report?.status === 'amended';
  const problem = enter.error ?? change.error ?? answer.enter.error ?? answer.change.error;
  const busy = enter.isPending || change.isPending || answer.enter.isPending || answer.change.isPending;
  const ready = draft.title.trim() && (!names || reviewer || encounterId) && draft.at && (!amends || draft.why.trim().length >= 3) && (draft.status === 'registered' || draft.conclusion.trim() || draft.rows.some(isFilled));
  function save(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    const changed = report && { ...content(draft), version: report.version, why: draft.why.trim() };
    if (order && changed) answer.change.mutate(changed, { onSuccess: onClose });
    else if (order) answer.enter.mutate({ ...content(draft), encounter_id: null, practitioner_id: another ? reviewer : null }, { onSuccess: onClose, onError: (refused) => CANNOT_LOOK.includes(refused.code) && setAnother(true) });
    else if (report && changed) change.mutate({ id: report.id, body: changed }, { onSuccess: onClose });
    else enter.mutate({ patientId, body: { ...content(draft), encounter_id: encounterId, practitioner_id: reviewer } }, { onSuccess: onClose });
  }
  return (
    <form className={css.entry} onSubmit={save} noValidate>
      <div className={css.pair}>
        <TextInput label={t('results.name_of')} withAsterisk maxLength={200} value={draft.title} onChange={(event) => set({ title: event.currentTarget.value })} data-autofocus />
        <Select label={t('results.category')} allowDeselect={false} value={draft.category} onChange={(value) => value && set({ category: value as Draft['category'] })} data={CATEGORIES.map((value) => ({ value, label: t(`results.categories.${value}`) }))} />
        <MomentInput label={t('results.taken')} withAsterisk past value={draft.at} onChange={(at) => set({ at })} />
        <TextInput label={t('results.performer')} maxLength={200} value={draft.performer} onChange={(event) => set({ performer: event.currentTarget.value })} />
        <TextInput label={t('results.specimen')} maxLength={200} value={draft.specimen} onChange={(event) => set({ specimen: event.currentTarget.value })} />
        {!names ? null : <Select label={t('results.reviewer')} searchable clearable={!!encounterId} withAsterisk={!encounterId} value={reviewer} onChange={setReviewer} data={doctors.map((one) => ({ value: one.id, label: one.name }))} />}
        {amends ? null : <Select label={t('results.state')} allowDeselect={false} value={draft.status} onChange={(value) => value && set({ status: value as Draft['status'], rows: value === 'registered' ? [blank()] : draft.rows })} data={STATUSES.map((value) => ({ value, label: t(`results.status.${value}`) }))} />}
      </div>
      {draft.status === 'registered' ? null : (
        <>
          <FindingRows analytes={analytes} rows={draft.rows} onChange={(rows, title) => set({ rows, ...(title && !draft.title ? { title } : {}) })} />
          <Textarea label={t('results.conclusion')} autosize minRows={2} maxLength={4000} value={draft.conclusion} onChange={(event) => set({ conclusion: event.currentTarget.value })} />
          <p className={css.quiet}>{t('results.ranges_hint', { edition })}</p>
        </>
      )}
      {amends ? <TextInput label={t('results.why_amended')} withAsterisk maxLength={1000} value={draft.why} onChange={(event) => set({ why: event.currentTarget.value })} /> : null}
      {problem ? <FormProblem problem={problem} /> : null}
      <div><Button type="submit" loading={busy} disabled={!ready}>{t('common:save')}</Button></div>
    </form>
  );
}
