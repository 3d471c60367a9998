/** The next step of a draft, for whoever may take it: send to review, approve or reject, publish. */
import { Button, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Send, ThumbsUp, Undo2, UploadCloud } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { notifyDone } from '@/lib/notify';
import { useJudge } from '../api/drafts';
import type { Draft } from '../api/types';
import css from './Diff.module.css';

export function Decide({ draft, ok }: { draft: Draft; ok: boolean | null }) {
  if (draft.status === 'editing' && draft.may_edit) return <Submit draft={draft} ok={ok} />;
  if (draft.status === 'in_review') return draft.may_approve ? <Judge draft={draft} /> : <Waits draft={draft} />;
  // Void where what the pathway calls was changed since: what runs is what was approved.
  if (draft.status === 'approved') return draft.reviews[0]?.current ? <Publish draft={draft} /> : draft.may_edit ? <Submit draft={draft} ok={ok} /> : <Waits draft={draft} />;
  if (draft.status === 'published') return <Published draft={draft} />;
  return null;
}

function Submit({ draft, ok }: { draft: Draft; ok: boolean | null }) {
  const { t } = useTranslation('pathways');
  const { submit } = useJudge(draft.id);
  const [reason, setReason] = useState('');
  return (
    <Section title={t('review.submit_title')} hint={t(draft.status === 'approved' ? 'review.again_hint' : 'review.submit_hint')}>
      <div className={css.decide}>
        {submit.error ? <FormProblem problem={submit.error} /> : null}
        <Textarea label={t('review.what_changes')} autosize minRows={2} maxLength={1000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} description={ok === false ? t('review.mend_first') : undefined} />
        <div className={css.buttons}>
          <Button leftSection={<Send size={16} />} disabled={ok === false || reason.trim().length < 3} loading={submit.isPending} onClick={() => submit.mutate(reason.trim())}>{t('review.submit')}</Button>
          {ok === false ? <Button component={Link} to={`/pathways/drafts/${draft.id}`} variant="default">{t('review.mend')}</Button> : null}
        </div>
      </div>
    </Section>
  );
}

function Judge({ draft }: { draft: Draft }) {
  const { t } = useTranslation('pathways');
  const { approve, reject } = useJudge(draft.id);
  const [reason, setReason] = useState('');
  const problem = approve.error ?? reject.error;
  const ready = reason.trim().length >= 3;
  return (
    <Section title={t('review.judge_title')} hint={t('review.judge_hint')}>
      <div className={css.decide}>
        {problem ? <FormProblem problem={problem} /> : null}
        <Textarea label={t('review.reason')} description={t('review.reason_hint')} autosize minRows={2} maxLength={1000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <div className={css.buttons}>
          <Button leftSection={<ThumbsUp size={16} />} disabled={!ready} loading={approve.isPending} onClick={() => approve.mutate(reason.trim())}>{t('review.approve')}</Button>
          <Button variant="default" leftSection={<Undo2 size={16} />} disabled={!ready} loading={reject.isPending} onClick={() => reject.mutate(reason.trim())}>{t('review.reject')}</Button>
        </div>
      </div>
    </Section>
  );
}

function Waits({ draft }: { draft: Draft }) {
  const { t } = useTranslation('pathways');
  return <Section title={t('review.waits_title')}><p>{draft.mine ? t('review.waits_mine') : t('review.waits_other')}</p></Section>;
}

/** "12 cases on version 3, 1 on version 2", as one line each. */
function Running({ draft }: { draft: Draft }) {
  const { t } = useTranslation('pathways');
  const rows = Object.entries(draft.running_cases);
  if (!rows.length) return <p>{t('publish.no_cases')}</p>;
  return <><p>{t('publish.stay')}</p><ul>{rows.map(([number, count]) => <li key={number}>{t('publish.cases', { count, number })}</li>)}</ul></>;
}

function Publish({ draft }: { draft: Draft }) {
  const { t } = useTranslation('pathways');
  const confirm = useConfirm();
  const { publish } = useJudge(draft.id);
  const overtaken = draft.active_number !== null && draft.base_number !== null && draft.active_number !== draft.base_number;
  const go = async () => {
    const answer = await confirm({ title: t('publish.ask', { name: draft.name }), body: t('publish.ask_body'), verb: t('publish.verb'), reason: { label: t('review.reason') } });
    if (answer) publish.mutate({ reason: answer.reason, over: overtaken ? draft.active_number : null }, { onSuccess: (version) => notifyDone(t('publish.done', { number: version.number })) });
  };
  return (
    <Section title={t('publish.title')} framed>
      {publish.error ? <FormProblem problem={publish.error} /> : null}
      {overtaken ? <p><strong>{t('publish.overtaken', { number: draft.active_number })}</strong></p> : null}
      <Running draft={draft} />
      {draft.may_publish ? <Button leftSection={<UploadCloud size={16} />} loading={publish.isPending} onClick={() => void go()}>{t('publish.verb')}</Button> : <p>{t('publish.not_you')}</p>}
    </Section>
  );
}

function Published({ draft }: { draft: Draft }) {
  const { t } = useTranslation('pathways');
  const others = Object.entries(draft.running_cases).filter(([number]) => Number(number) !== draft.active_number);
  return (
    <Section title={t('publish.is', { number: draft.published_number })} framed>
      <Running draft={draft} />
      <div className={css.buttons}>
        <Button component={Link} to={`/pathways/${draft.process_id}`} variant="default">{t('publish.live')}</Button>
        {others.length ? <Button component={Link} to={`/pathways/${draft.process_id}/migrate`} search={{ from: others[0]![0] } as never} variant="default">{t('migrate.open')}</Button> : null}
      </div>
    </Section>
  );
}
