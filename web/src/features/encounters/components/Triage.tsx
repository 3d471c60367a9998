/** How soon an emergency has to be seen: five levels in words, the latest judgement counts. */
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { post } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Chart } from '../api/chart';
import type { Sent } from '../sent';
import { LEVELS, toneOf, WITHIN } from '../triage';
import css from './Chart.module.css';

const ARRIVALS = ['walked', 'ambulance', 'police', 'transferred', 'other'] as const;

export function Triage({ chart }: { chart: Chart }) {
  const { t } = useTranslation('encounters');
  const [open, setOpen] = useState(false);
  const judged = chart.triage;
  const going = ['planned', 'arrived', 'triaged', 'in_progress', 'on_hold'].includes(chart.encounter.status);
  return (
    <section className={css.part} aria-label={t('chart.triage.title')}>
      <div className={css.head}><h2>{t('chart.triage.title')}</h2>{going && !open ? <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>{t(judged ? 'chart.triage.again' : 'chart.triage.assess')}</Button> : null}</div>
      {judged ? (
        <div className={css.meeting}>
          <StatusBadge tone={toneOf(judged.level)} label={`${judged.level} · ${t(`chart.triage.levels.${judged.level}` as 'chart.triage.levels.1')}`} />
          <span>{judged.complaint}</span>
          <span className={css.quiet}>{t(`chart.triage.arrivals.${judged.arrival}` as 'chart.triage.arrivals.walked')} · {judged.by_name} <TimeText at={judged.at} as="clock" /> · {t('chart.triage.due')} <TimeText at={judged.due_at} as="clock" />{judged.remark ? ` · ${judged.remark}` : ''}</span>
        </div>
      ) : open ? null : <p className={css.quiet}>{t('chart.triage.none')}</p>}
      {open ? <Assess chart={chart} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

function Assess({ chart, onClose }: { chart: Chart; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const qc = useQueryClient();
  const id = chart.encounter.id;
  const [draft, setDraft] = useState({ level: chart.triage?.level ?? 0, complaint: chart.triage?.complaint ?? chart.encounter.reason, arrival: chart.triage?.arrival ?? 'walked', remark: '' });
  const save = useWrite((body: Sent<'/api/encounters/{encounter_id}/triage', 'post'>) => post('/api/encounters/{encounter_id}/triage', { path: { encounter_id: id }, body }), {
    quiet: true, onSuccess: () => { void qc.invalidateQueries({ queryKey: ['chart'] }); void qc.invalidateQueries({ queryKey: ['meetings'] }); onClose(); },
  });
  const ready = draft.level > 0 && draft.complaint.trim().length >= 2;
  return (
    <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate({ ...draft, arrival: draft.arrival as 'walked', complaint: draft.complaint.trim() }); }}>
      <fieldset className={css.levels}>
        <legend>{t('chart.triage.level')}</legend>
        {LEVELS.map((level) => (
          <label key={level}>
            <input type="radio" name="level" value={level} checked={draft.level === level} onChange={() => setDraft({ ...draft, level })} />
            <strong>{level} · {t(`chart.triage.levels.${level}`)}</strong>
            <span className={css.quiet}>{WITHIN[level] ? t('chart.triage.within', { count: WITHIN[level] }) : t('chart.triage.now')}</span>
          </label>
        ))}
      </fieldset>
      <TextInput label={t('chart.triage.complaint')} withAsterisk maxLength={500} value={draft.complaint} onChange={(event) => setDraft({ ...draft, complaint: event.currentTarget.value })} />
      <Select label={t('chart.triage.arrival')} allowDeselect={false} data={ARRIVALS.map((value) => ({ value, label: t(`chart.triage.arrivals.${value}`) }))} value={draft.arrival} onChange={(value) => value && setDraft({ ...draft, arrival: value })} />
      <Textarea label={t('chart.triage.remark')} autosize maxLength={1000} value={draft.remark} onChange={(event) => setDraft({ ...draft, remark: event.currentTarget.value })} />
      {save.error ? <FormProblem problem={save.error} /> : null}
      <div className={css.buttons}><Button type="submit" loading={save.isPending} disabled={!ready}>{t('chart.triage.save')}</Button><Button variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button></div>
    </form>
  );
}
