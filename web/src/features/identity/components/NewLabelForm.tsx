/** Which label, and on what: the whole record, or a visit, a condition, a document or a result of it. */
import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useMay } from '@/lib/auth';
import { useWhen } from '@/lib/time';
import { LABELS, papersQuery, recordQuery, resultsQuery, usePutLabel, type Entity, type Label } from '../api/record';
import css from './Forms.module.css';

/** The rows of the record that can bear a label: value `entity:id`, in words. */
function useRows(patientId: string) {
  const may = useMay();
  const when = useWhen();
  const record = useQuery({ ...recordQuery(patientId), enabled: may('chart.read'), retry: false }).data;
  const papers = useQuery({ ...papersQuery(patientId), enabled: may('patient.read'), retry: false }).data;
  const results = useQuery({ ...resultsQuery(patientId), enabled: may('chart.write'), retry: false }).data;
  return [
    ...(record?.encounters ?? []).map((one) => ({ entity: 'encounter' as Entity, id: one.id, name: [one.started_at ? when(one.started_at) : '', one.reason || one.diagnoses[0]?.display || one.practitioner_name].filter(Boolean).join(' · ') })),
    ...(record?.problems ?? []).map((one) => ({ entity: 'problem' as Entity, id: one.id, name: one.display })),
    ...(papers?.items ?? []).map((one) => ({ entity: 'document' as Entity, id: one.id, name: one.title })),
    ...(results?.items ?? []).map((one) => ({ entity: 'diagnostic_report' as Entity, id: one.id, name: `${one.title} · ${when(one.effective_at)}` })),
  ];
}

/** What a labelled row is called; its kind alone for who does not see it. */
export function useNamed(patientId: string) {
  const { t } = useTranslation('identity');
  const rows = useRows(patientId);
  return (entity: Entity, id: string) => rows.find((one) => one.id === id)?.name ?? (entity === 'patient' ? t('labels.whole') : t(`labels.entity.${entity}`));
}

export function NewLabelForm({ patientId, onDone }: { patientId: string; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const put = usePutLabel(patientId);
  const rows = useRows(patientId);
  const [label, setLabel] = useState<Label>('psychiatry');
  const [on, setOn] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const row = rows.find((one) => one.id === on);
    put.mutate({ label, entity: row?.entity ?? 'patient', entity_id: row?.id ?? null }, { onSuccess: onDone });
  };
  const kinds = (['encounter', 'problem', 'document', 'diagnostic_report'] as const).map((entity) => ({ group: t(`labels.entity.${entity}`), items: rows.filter((one) => one.entity === entity).map((one) => ({ value: one.id, label: one.name })) }));
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={put.error} />
      <NativeSelect label={t('labels.label')} value={label} onChange={(event) => setLabel(event.currentTarget.value as Label)} data={LABELS.map((value) => ({ value, label: t(`labels.kind.${value}`) }))} />
      <NativeSelect label={t('labels.on')} value={on} onChange={(event) => setOn(event.currentTarget.value)} data={[{ value: '', label: t('labels.whole') }, ...kinds.filter((kind) => kind.items.length)]} />
      <div className={css.buttons}>
        <Button type="submit" loading={put.isPending}>{t('labels.add')}</Button>
        <Button variant="default" onClick={onDone}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
