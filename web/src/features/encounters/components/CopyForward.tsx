/** Sections of an earlier signed note, carried into this one and marked with where they come from. */
import { Button, Checkbox, Modal, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { post } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { keepNote, type Chart } from '../api/chart';
import { useFormats } from '../formats';
import type { NoteState } from '../note';
import css from './Chart.module.css';

const PARTS = ['history', 'examination', 'assessment', 'plan', 'advice'] as const;

export default function CopyForward({ chart, note, onClose }: { chart: Chart; note: NoteState; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const { dateOf } = useFormats();
  const qc = useQueryClient();
  const id = chart.encounter.id;
  const [from, setFrom] = useState<string | null>(chart.past[0]?.id ?? null);
  const [sections, setSections] = useState<string[]>(['history', 'plan']);
  const copy = useWrite(
    async (body: { from_encounter_id: string; sections: (typeof PARTS)[number][] }) => { await note.flush(); return post('/api/encounters/{encounter_id}/note/copy', { path: { encounter_id: id }, body: { ...body, version: note.version() } }); },
    { quiet: true, onSuccess: (kept) => { keepNote(qc, id, kept); onClose(); } },
  );
  return (
    <Modal opened onClose={onClose} title={t('chart.copy.title')}>
      <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (from && sections.length) copy.mutate({ from_encounter_id: from, sections: PARTS.filter((one) => sections.includes(one)) }); }}>
        <p className={css.quiet}>{t('chart.copy.hint')}</p>
        <Select label={t('chart.copy.visit')} allowDeselect={false} data-autofocus value={from} onChange={setFrom} data={chart.past.map((one) => ({ value: one.id, label: [one.started_at ? dateOf(one.started_at) : '', one.reason, one.practitioner_name].filter(Boolean).join(' · ') }))} />
        <Checkbox.Group label={t('chart.copy.sections')} value={sections} onChange={setSections}>
          <div className={css.meeting}>{PARTS.map((one) => <Checkbox key={one} value={one} label={t(`note.${one}`)} />)}</div>
        </Checkbox.Group>
        {copy.error ? <FormProblem problem={copy.error} /> : null}
        <div className={css.buttons}><Button type="submit" loading={copy.isPending} disabled={!from || !sections.length}>{t('chart.copy.verb')}</Button></div>
      </form>
    </Modal>
  );
}
