/** The small forms of the background. */
import { Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useToday } from '@/lib/time';
import { useHistory, vaccinesQuery } from '../api/history';
import css from './Chart.module.css';
import { CodeSearch } from './CodeSearch';

type Base = { patientId: string; encounterId?: string | null; onClose: () => void };
const RELATIONS = ['mother', 'father', 'sister', 'brother', 'daughter', 'son', 'grandmother', 'grandfather', 'aunt', 'uncle', 'cousin', 'other'] as const;
const SITES = ['left_arm', 'right_arm', 'left_thigh', 'right_thigh', 'oral', 'nasal', 'other'] as const;
const TOPICS: Record<string, string[]> = {
  tobacco: ['never', 'former', 'some_days', 'every_day', 'unknown'], alcohol: ['none', 'occasional', 'weekly', 'daily', 'unknown'],
  drugs: ['none', 'former', 'current', 'unknown'], activity: ['none', 'some', 'regular', 'unknown'], work: [], home: [], diet: [], travel: [], other: [],
};

function Shell({ ready, busy, onSave, onClose, children }: { ready: boolean; busy: boolean; onSave: () => void; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('encounters');
  return (
    <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (ready) onSave(); }}>
      {children}
      <div className={css.buttons}>
        <Button type="submit" size="compact-md" variant="default" loading={busy} disabled={!ready}>{t('common:add')}</Button>
        <Button size="compact-md" variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}

export function AddVaccine({ patientId, encounterId = null, onClose }: Base) {
  const { t } = useTranslation('encounters');
  const { data } = useQuery(vaccinesQuery);
  const { immunization } = useHistory(patientId);
  const today = useToday();
  const [draft, setDraft] = useState<{ cvx: string; given_on: string; lot: string; site: '' | (typeof SITES)[number]; dose_number: number | null; expires_on: string | null; elsewhere: boolean; not_done: boolean; reason: string }>({ cvx: '', given_on: today, lot: '', site: '', dose_number: null, expires_on: null, elsewhere: false, not_done: false, reason: '' });
  const ready = !!draft.cvx && !!draft.given_on && (!draft.not_done || draft.reason.trim().length >= 3);
  return (
    <Shell ready={ready} busy={immunization.isPending} onClose={onClose} onSave={() => immunization.mutate({ ...draft, encounter_id: draft.elsewhere ? null : encounterId }, { onSuccess: onClose })}>
      <Select label={t('chart.vaccines.vaccine')} searchable data-autofocus data={(data?.items ?? []).map((one) => ({ value: one.code, label: one.display }))} value={draft.cvx || null} onChange={(value) => setDraft({ ...draft, cvx: value ?? '' })} />
      <TextInput type="date" label={t('chart.vaccines.day')} max={today} value={draft.given_on} onChange={(event) => setDraft({ ...draft, given_on: event.currentTarget.value })} />
      {draft.not_done ? <TextInput label={t('chart.why')} maxLength={500} value={draft.reason} onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })} /> : (
        <>
          <NumberInput label={t('chart.vaccines.dose')} min={1} max={20} allowDecimal={false} value={draft.dose_number ?? ''} onChange={(value) => setDraft({ ...draft, dose_number: typeof value === 'number' ? value : null })} />
          <TextInput label={t('chart.vaccines.lot')} maxLength={40} value={draft.lot} onChange={(event) => setDraft({ ...draft, lot: event.currentTarget.value })} />
          <TextInput type="date" label={t('chart.vaccines.expires')} value={draft.expires_on ?? ''} onChange={(event) => setDraft({ ...draft, expires_on: event.currentTarget.value || null })} />
          <Select label={t('chart.vaccines.site')} clearable data={SITES.map((value) => ({ value, label: t(`chart.vaccines.sites.${value}`) }))} value={draft.site || null} onChange={(value) => setDraft({ ...draft, site: SITES.find((one) => one === value) ?? '' })} />
        </>
      )}
      <Checkbox label={t('chart.vaccines.elsewhere')} checked={draft.elsewhere} onChange={(event) => setDraft({ ...draft, elsewhere: event.currentTarget.checked })} />
      <Checkbox label={t('chart.vaccines.not_given')} checked={draft.not_done} onChange={(event) => setDraft({ ...draft, not_done: event.currentTarget.checked })} />
    </Shell>
  );
}

export function AddProcedure({ patientId, encounterId = null, onClose }: Base) {
  const { t } = useTranslation('encounters');
  const { procedure } = useHistory(patientId);
  const today = useToday();
  const [draft, setDraft] = useState<{ display: string; done_on: string; by_name: string; remark: string; code: string | null; system: string }>({ display: '', done_on: today, by_name: '', remark: '', code: null, system: '' });
  return (
    <Shell ready={!!draft.display.trim() && !!draft.done_on} busy={procedure.isPending} onClose={onClose} onSave={() => procedure.mutate({ ...draft, encounter_id: draft.done_on === today ? encounterId : null }, { onSuccess: onClose })}>
      <CodeSearch sets="brought" on={draft.done_on || null} label={t('chart.record.code')} placeholder={t('chart.procedures.what')} onChoose={(code, system) => setDraft({ ...draft, display: code.display, code: code.code, system })} />
      <TextInput label={t('chart.procedures.what')} data-autofocus maxLength={300} value={draft.display} onChange={(event) => setDraft({ ...draft, display: event.currentTarget.value, code: null, system: '' })} />
      <TextInput label={t('chart.record.remark')} maxLength={500} value={draft.remark} onChange={(event) => setDraft({ ...draft, remark: event.currentTarget.value })} />
      <TextInput type="date" label={t('chart.procedures.day')} max={today} value={draft.done_on} onChange={(event) => setDraft({ ...draft, done_on: event.currentTarget.value })} />
      <TextInput label={t('chart.procedures.who')} maxLength={200} value={draft.by_name} onChange={(event) => setDraft({ ...draft, by_name: event.currentTarget.value })} />
    </Shell>
  );
}

export function AddFamily({ patientId, onClose }: Base) {
  const { t } = useTranslation('encounters');
  const { family } = useHistory(patientId);
  const [draft, setDraft] = useState<{ relation: (typeof RELATIONS)[number]; display: string; onset_age: number | null; died_of_it: boolean }>({ relation: 'mother', display: '', onset_age: null, died_of_it: false });
  return (
    <Shell ready={!!draft.display.trim()} busy={family.isPending} onClose={onClose} onSave={() => family.mutate({ ...draft, code: null, remark: '' }, { onSuccess: onClose })}>
      <Select label={t('chart.family.who')} allowDeselect={false} data={RELATIONS.map((value) => ({ value, label: t(`chart.relations.${value}`) }))} value={draft.relation} onChange={(value) => value && setDraft({ ...draft, relation: value as 'mother' })} />
      <TextInput label={t('chart.family.what')} data-autofocus maxLength={300} value={draft.display} onChange={(event) => setDraft({ ...draft, display: event.currentTarget.value })} />
      <NumberInput label={t('chart.family.age')} min={0} max={120} allowDecimal={false} value={draft.onset_age ?? ''} onChange={(value) => setDraft({ ...draft, onset_age: typeof value === 'number' ? value : null })} />
      <Checkbox label={t('chart.family.died')} checked={draft.died_of_it} onChange={(event) => setDraft({ ...draft, died_of_it: event.currentTarget.checked })} />
    </Shell>
  );
}

export function AddSocial({ patientId, onClose }: Base) {
  const { t } = useTranslation('encounters');
  const { social } = useHistory(patientId);
  const [draft, setDraft] = useState({ topic: 'tobacco', answer: '', remark: '' });
  const answers = TOPICS[draft.topic] ?? [];
  const ready = answers.length ? !!draft.answer : !!draft.remark.trim();
  return (
    <Shell ready={ready} busy={social.isPending} onClose={onClose} onSave={() => social.mutate({ ...draft, topic: draft.topic as 'work' }, { onSuccess: onClose })}>
      <Select label={t('chart.social.topic')} allowDeselect={false} data={Object.keys(TOPICS).map((value) => ({ value, label: t(`chart.social.topics.${value}` as 'chart.social.topics.work') }))} value={draft.topic} onChange={(value) => value && setDraft({ topic: value, answer: '', remark: '' })} />
      {answers.length ? <Select label={t('chart.social.answer')} data={answers.map((value) => ({ value, label: t(`chart.social.answers.${value}` as 'chart.social.answers.never') }))} value={draft.answer || null} onChange={(value) => setDraft({ ...draft, answer: value ?? '' })} /> : null}
      <TextInput label={t(answers.length ? 'chart.social.more' : 'chart.social.words')} maxLength={1000} value={draft.remark} onChange={(event) => setDraft({ ...draft, remark: event.currentTarget.value })} />
    </Shell>
  );
}
