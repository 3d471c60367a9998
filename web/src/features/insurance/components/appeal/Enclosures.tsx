/** What goes along with the letter: papers that the office may open, and what a clinician has chosen from the record. */
import { Anchor, Button, NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { saveFile } from '@/lib/download';
import { papersQuery, useAppealWrites, type Appeal } from '../../api/appeals';
import css from '../Claims.module.css';

export function Enclosures({ one, claimId, patientId }: { one: Appeal; claimId: string; patientId: string }) {
  const { t } = useTranslation('insurance_appeals');
  const { leaveOut } = useAppealWrites(claimId);
  const draft = one.status === 'draft';
  if (!draft && !one.enclosures.length) return null;
  return (
    <div className={css.enclosed}>
      <h3>{t('enclosed')}</h3>
      {one.enclosures.length ? (
        <ul className={css.requests}>
          {one.enclosures.map((row) => (
            <li key={row.id}>
              <span><Anchor href={`/api/appeals/${one.id}/enclosures/${row.id}`} download onClick={saveFile}>{row.title}</Anchor><span className={css.sub}>{t(`kind.${row.kind}`)} · {row.by_name}</span></span>
              {draft ? <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('leave_out_named', { title: row.title })} onClick={() => leaveOut.mutate({ id: one.id, enclosure: row.id })}>{t('leave_out')}</Button> : null}
            </li>
          ))}
        </ul>
      ) : <p className={css.detail}>{t('nothing_enclosed')}</p>}
      <FormProblem problem={leaveOut.error} />
      {one.asked ? <p className={css.detail}>{t(one.records_wanted ? 'asked' : 'replied', { words: one.records_wanted ? one.asked : one.reply })}</p> : null}
      {draft ? <AddPaper one={one} claimId={claimId} patientId={patientId} /> : null}
      {draft && !one.records_wanted ? <AskClinician one={one} claimId={claimId} /> : null}
    </div>
  );
}

function AddPaper({ one, claimId, patientId }: { one: Appeal; claimId: string; patientId: string }) {
  const { t } = useTranslation('insurance_appeals');
  const { enclose } = useAppealWrites(claimId);
  const { data } = useQuery(papersQuery(patientId));
  const [chosen, setChosen] = useState('');
  const papers = data?.items.filter((row) => row.status === 'current') ?? [];
  if (!papers.length) return null;
  return (
    <div className={css.adding}>
      <NativeSelect label={t('paper')} value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}
        data={[{ value: '', label: t('choose') }, ...papers.map((row) => ({ value: row.id, label: row.title }))]} />
      <Button variant="default" disabled={!chosen} loading={enclose.isPending} onClick={() => enclose.mutate({ id: one.id, document: chosen }, { onSuccess: () => setChosen('') })}>{t('enclose')}</Button>
      <FormProblem problem={enclose.error} />
    </div>
  );
}

function AskClinician({ one, claimId }: { one: Appeal; claimId: string }) {
  const { t } = useTranslation('insurance_appeals');
  const { ask } = useAppealWrites(claimId);
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  if (!open) return <Button variant="default" onClick={() => setOpen(true)}>{t('ask.open')}</Button>;
  return (
    <form className={css.letter} onSubmit={(event) => { event.preventDefault(); ask.mutate({ id: one.id, words: words.trim() }, { onSuccess: () => { setOpen(false); setWords(''); notifyDone(t('ask.done')); } }); }}>
      <Textarea label={t('ask.label')} description={t('ask.hint')} autosize minRows={2} maxLength={2000} required data-autofocus value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      <FormProblem problem={ask.error} />
      <div className={css.buttons}><Button variant="default" onClick={() => setOpen(false)}>{t('common:cancel')}</Button><Button type="submit" loading={ask.isPending} disabled={words.trim().length < 3}>{t('ask.verb')}</Button></div>
    </form>
  );
}
