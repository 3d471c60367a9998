/** Allergies: recorded, asked and none known, or not asked: three different things. */
import { Button, Menu, SegmentedControl, TextInput } from '@mantine/core';
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionIcon } from '@mantine/core';
import { useConfirm } from '@/components/ui/confirm';
import { useBackground, type Chart } from '../api/chart';
import css from './Chart.module.css';
import { CodeSearch } from './CodeSearch';
import type { Allergy } from './RecordEditor';

const EditAllergy = lazy(() => import('./RecordEditor').then((module) => ({ default: module.EditAllergy })));
const RecordHistory = lazy(() => import('./RecordHistory'));

type Severity = 'mild' | 'moderate' | 'severe' | 'unknown';
type Props = { id: string; patientId: string; rows: Chart['allergies'] };

const EMPTY: { substance: string; reaction: string; severity: Severity; code: string | null; code_system: string } = { substance: '', reaction: '', severity: 'unknown', code: null, code_system: '' };

export function Allergies({ id, patientId, rows }: Props) {
  const { t } = useTranslation('encounters');
  const { allergy, noneKnown, endAllergy } = useBackground(id, patientId);
  const [open, setOpen] = useState(false);
  const [edited, setEdited] = useState<Allergy | null>(null);
  const [told, setTold] = useState(false);
  const confirm = useConfirm();
  const [draft, setDraft] = useState(EMPTY);
  async function wrong(row: Allergy) {
    const answer = await confirm({ title: t('chart.strike.title', { name: row.substance }), body: t('chart.strike.body'), verb: t('chart.strike.verb'), destructive: true, reason: { label: t('chart.why') } });
    if (answer) endAllergy.mutate({ row: row.id, status: 'entered_in_error', reason: answer.reason });
  }
  return (
    <section className={css.part}>
      <div className={css.head}>
        <h2>{t('allergies.title')}</h2>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setTold(true)}>{t('chart.record.history')}</Button>
        {open ? null : <Button size="compact-sm" variant="subtle" onClick={() => setOpen(true)}>{t('allergies.add')}</Button>}
      </div>
      {rows?.length ? (
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.id}>
              <span className={css.words}><strong>{row.substance}</strong><span className={css.quiet}>{[row.reaction, row.severity === 'unknown' ? '' : t(`allergies.${row.severity}` as 'allergies.mild'), row.intolerance ? t('chart.record.intolerance') : '', row.verification === 'confirmed' ? '' : t(`chart.record.verifications.${row.verification}` as 'chart.record.verifications.refuted')].filter(Boolean).join(' · ')}</span></span>
              <Menu>
                <Menu.Target><ActionIcon size={28} aria-label={t('allergies.more', { name: row.substance })}><Ellipsis size={16} /></ActionIcon></Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setEdited(row)}>{t('chart.record.edit')}</Menu.Item>
                  <Menu.Item onClick={() => endAllergy.mutate({ row: row.id, status: 'resolved', reason: '' })}>{t('allergies.resolve')}</Menu.Item>
                  <Menu.Item onClick={() => void wrong(row)}>{t('allergies.error')}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </li>
          ))}
        </ul>
      ) : <p className={css.quiet}>{t(rows ? 'allergies.none' : 'allergies.unknown')}</p>}
      {!rows && !open ? <Button size="compact-sm" variant="default" mt={8} loading={noneKnown.isPending} onClick={() => noneKnown.mutate()}>{t('allergies.say_none')}</Button> : null}
      {open ? (
        <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (draft.substance.trim()) allergy.mutate({ ...draft, category: 'medicine', intolerance: false, criticality: 'unknown', verification: 'unconfirmed', onset: null, remark: '' }, { onSuccess: () => { setOpen(false); setDraft(EMPTY); } }); }}>
          <CodeSearch sets="brought" label={t('chart.record.code')} placeholder={t('allergies.substance')} onChoose={(code, system) => setDraft({ ...draft, substance: code.display, code: code.code, code_system: system })} />
          <TextInput label={t('allergies.substance')} value={draft.substance} maxLength={200} data-autofocus onChange={(event) => setDraft({ ...draft, substance: event.currentTarget.value, code: null, code_system: '' })} />
          <TextInput label={t('allergies.reaction')} value={draft.reaction} maxLength={300} onChange={(event) => setDraft({ ...draft, reaction: event.currentTarget.value })} />
          <SegmentedControl size="xs" aria-label={t('allergies.severity')} value={draft.severity} onChange={(value) => setDraft({ ...draft, severity: value as Severity })}
            data={(['unknown', 'mild', 'moderate', 'severe'] as const).map((value) => ({ value, label: t(`allergies.${value === 'unknown' ? 'not_said' : value}`) }))} />
          <div className={css.buttons}><Button type="submit" variant="default" size="compact-md" loading={allergy.isPending} disabled={!draft.substance.trim()}>{t('common:add')}</Button><Button variant="subtle" color="gray" size="compact-md" onClick={() => setOpen(false)}>{t('common:cancel')}</Button></div>
        </form>
      ) : null}
      <Suspense fallback={null}>
        {edited ? <EditAllergy id={id} patientId={patientId} row={edited} onClose={() => setEdited(null)} /> : null}
        {told ? <RecordHistory patientId={patientId} onClose={() => setTold(false)} /> : null}
      </Suspense>
    </section>
  );
}
