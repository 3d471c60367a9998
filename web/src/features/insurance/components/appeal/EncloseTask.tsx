/** The task of a clinician: the office appeals a denied claim and asks which parts of the record the payer may see. */
import { Button, Checkbox, Radio, Skeleton, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { TimeText } from '@/components/ui/TimeText';
import { plainDate } from '@/lib/time';
import type { TaskScreenProps } from '@/lib/tasks';
import { recordsQuery } from '../../api/appeals';
import css from '../Claims.module.css';

type Said = { decision?: 'enclose' | 'nothing'; records?: string[]; reply?: string };

export default function EncloseTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('insurance_appeals');
  const { data, error } = useQuery(recordsQuery(String(task.subject.appeal_id ?? '')));
  const [said, setSaid] = useState<Required<Said>>({ decision: 'enclose', records: [], reply: '', ...(answers as Said) });
  const { decision, records: chosen, reply } = said;
  const set = (part: Said) => {
    const next = { ...said, ...part };
    setSaid(next);
    onChange(next);
  };
  if (!data) return error ? <p className={css.detail}>{t('task.take_first')}</p> : <Skeleton height={200} radius="md" />;
  const ready = decision === 'enclose' ? chosen.length > 0 : reply.trim().length > 2;
  return (
    <form className={css.letter} onSubmit={(event) => { event.preventDefault(); onComplete({ decision, records: decision === 'enclose' ? chosen : [], reply: reply.trim() }); }}>
      <p className={css.detail}>{t('task.lead', { payer: data.payer_name, date: plainDate(data.send_by) })}</p>
      <blockquote className={css.notice}>{data.asked}</blockquote>
      <FormProblem problem={problem} />
      <Radio.Group label={t('task.decision')} value={decision} onChange={(value) => set({ decision: value as 'enclose' })}>
        <div className={css.buttons}><Radio value="enclose" label={t('task.enclose')} disabled={!task.may_complete} /><Radio value="nothing" label={t('task.nothing')} disabled={!task.may_complete} /></div>
      </Radio.Group>
      {decision === 'enclose' ? (
        <Checkbox.Group label={t('task.records')} description={t('task.records_hint')} value={chosen} onChange={(records) => set({ records })}>
          <div className={css.picks}>
            {data.items.map((row) => <Checkbox key={row.key} value={row.key} disabled={!task.may_complete || row.enclosed} label={<>{row.title} <span className={css.sub}>{t(`kind.${row.kind}`)} · <TimeText at={row.at} as="date" />{row.enclosed ? ` · ${t('task.enclosed')}` : ''}</span></>} />)}
            {data.items.length ? null : <p className={css.detail}>{t('task.none')}</p>}
          </div>
        </Checkbox.Group>
      ) : null}
      <Textarea label={t('task.reply')} required={decision === 'nothing'} autosize minRows={2} maxLength={1000} value={reply} readOnly={!task.may_complete} onChange={(event) => set({ reply: event.currentTarget.value })} />
      {task.may_complete ? <div><Button type="submit" loading={busy} disabled={!ready}>{t('task.verb')}</Button></div> : null}
    </form>
  );
}
