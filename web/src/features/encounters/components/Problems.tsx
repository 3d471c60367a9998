/** Lasting conditions; active ones first. */
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { useBackground, type Chart } from '../api/chart';
import css from './Chart.module.css';
import { CodeSearch } from './CodeSearch';
import type { Problem } from './RecordEditor';

const EditProblem = lazy(() => import('./RecordEditor').then((module) => ({ default: module.EditProblem })));

type Props = { id: string; patientId: string; rows: Chart['problems'] };
const NEW = { code: null, code_system: 'icd10cm', display: '', onset: null, severity: 'unknown', verification: 'confirmed', remark: '' } as const;

export function Problems({ id, patientId, rows }: Props) {
  const { t } = useTranslation('encounters');
  const { problem, endProblem } = useBackground(id, patientId);
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [edited, setEdited] = useState<Problem | null>(null);
  const confirm = useConfirm();
  async function wrong(row: Problem) {
    const answer = await confirm({ title: t('chart.strike.title', { name: row.display }), body: t('chart.strike.body'), verb: t('chart.strike.verb'), destructive: true, reason: { label: t('chart.why') } });
    if (answer) endProblem.mutate({ row: row.id, status: 'entered_in_error', reason: answer.reason });
  }
  const close = () => { setOpen(false); setWords(''); };
  return (
    <section className={css.part}>
      <div className={css.head}>
        <h2>{t('problems.title')}</h2>
        {open ? null : <Button size="compact-sm" variant="subtle" onClick={() => setOpen(true)}>{t('problems.add')}</Button>}
      </div>
      {rows.length ? (
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.id} data-stopped={row.status === 'resolved' || undefined}>
              <span className={css.words}><span>{row.display}</span><span className={css.quiet}>{[row.code, row.onset ? t('problems.since', { year: row.onset.slice(0, 4) }) : '', row.severity === 'unknown' ? '' : t(`allergies.${row.severity}` as 'allergies.mild'), row.verification === 'confirmed' ? '' : t(`chart.record.verifications.${row.verification}` as 'chart.record.verifications.refuted'), row.status === 'resolved' ? t('problems.resolved') : ''].filter(Boolean).join(' · ')}</span></span>
              <Menu>
                <Menu.Target><ActionIcon size={28} aria-label={t('problems.more', { name: row.display })}><Ellipsis size={16} /></ActionIcon></Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setEdited(row)}>{t('chart.record.edit')}</Menu.Item>
                  {row.status === 'active' ? <Menu.Item onClick={() => endProblem.mutate({ row: row.id, status: 'resolved', reason: '' })}>{t('problems.resolve')}</Menu.Item>
                    : <Menu.Item onClick={() => endProblem.mutate({ row: row.id, status: 'active', reason: '' })}>{t('problems.reopen')}</Menu.Item>}
                  <Menu.Item onClick={() => void wrong(row)}>{t('allergies.error')}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </li>
          ))}
        </ul>
      ) : <p className={css.quiet}>{t('problems.none')}</p>}
      {open ? (
        <div className={css.fields}>
          <CodeSearch label={t('problems.find')} placeholder={t('diagnoses.example')} sets="all" onChoose={(code, system) => problem.mutate({ ...NEW, code: code.code, code_system: system }, { onSuccess: close })} />
          <TextInput label={t('chart.record.uncoded')} maxLength={300} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
          <div className={css.buttons}>{words.trim() ? <Button variant="default" size="compact-md" loading={problem.isPending} onClick={() => problem.mutate({ ...NEW, display: words.trim() }, { onSuccess: close })}>{t('chart.record.add_words')}</Button> : null}<Button variant="subtle" color="gray" size="compact-md" onClick={close}>{t('common:cancel')}</Button></div>
        </div>
      ) : null}
      {edited ? <Suspense fallback={null}><EditProblem id={id} patientId={patientId} row={edited} onClose={() => setEdited(null)} /></Suspense> : null}
    </section>
  );
}
