/** The patient does not want a person, or a whole department, to see this record. */
import { Button, NativeSelect, SegmentedControl, Select, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useFacility } from '@/lib/auth';
import { endOfDay } from '@/lib/wall';
import { departmentsQuery, peopleQuery, useObject } from '../api/record';
import css from './Forms.module.css';

export function NewObjectionForm({ patientId, onDone }: { patientId: string; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const object = useObject(patientId);
  const { zone } = useFacility();
  const [kind, setKind] = useState<'person' | 'department'>('person');
  const [search, setSearch] = useState('');
  const [who, setWho] = useState<string | null>(null);
  const [place, setPlace] = useState('');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const people = useQuery(peopleQuery(search)).data?.items ?? [];
  const departments = useQuery(departmentsQuery).data?.items ?? [];
  const department = place || departments[0]?.id || '';
  const person = kind === 'person';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    object.mutate({
      user_id: person ? who : null, department_id: person ? null : department, reason,
      // The whole of that day, where the hospital is: a bare date would be midnight in Greenwich.
      until: until ? endOfDay(until, zone) : null,
    }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={object.error} />
      <SegmentedControl aria-label={t('objections.against')} value={kind} onChange={(value) => setKind(value as 'person')}
        data={[{ value: 'person', label: t('objections.person') }, { value: 'department', label: t('objections.department') }]} />
      {person ? (
        <Select label={t('objections.search')} description={t('objections.search_hint')} searchable value={who} onChange={setWho} onSearchChange={setSearch}
          data={people.map((one) => ({ value: one.user_id, label: one.name }))} filter={({ options }) => options} />
      ) : (
        <NativeSelect label={t('objections.department')} value={department} onChange={(event) => setPlace(event.currentTarget.value)} data={departments.map((one) => ({ value: one.id, label: one.name }))} />
      )}
      <Textarea label={t('objections.reason')} maxLength={500} autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <TextInput type="date" label={t('objections.until')} description={t('common:optional')} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
      <div className={css.buttons}>
        <Button type="submit" loading={object.isPending} disabled={reason.trim().length < 3 || (person ? !who : !department)}>{t('objections.add')}</Button>
        <Button variant="default" onClick={onDone}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
