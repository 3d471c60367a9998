/** News for a case given by hand: a message it waits for, or a signal that every waiting case hears. */
import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { post } from '@/lib/api';
import { notifyDone } from '@/lib/notify';
import { useWrite } from '@/lib/query';
import { caseQuery, type CaseShown } from '../api/cases';
import { payload } from '../values';
import css from './Teamwork.module.css';

type Awaited = CaseShown['awaits'][number];
type News = { name: string; key: string | null; payload: Record<string, unknown> };

export function GiveNews({ shown, onClose }: { shown: CaseShown; onClose: () => void }) {
  const { t } = useTranslation('workflows');
  const qc = useQueryClient();
  const [index, setIndex] = useState(0);
  const [text, setText] = useState('');
  const news = shown.awaits[index];
  const content = payload(text);
  const give = useWrite(({ kind, ...sent }: News & { kind: Awaited['kind'] }, idempotencyKey) => kind === 'signal'
    ? post('/api/signals', { body: { name: sent.name, payload: sent.payload }, idempotencyKey }).then((reply) => t('news.heard', { count: reply.cases }))
    : post('/api/cases/{case_id}/messages', { path: { case_id: shown.id }, body: sent, idempotencyKey }).then((reply) => t(reply.taken ? 'news.taken' : 'news.kept')),
  { quiet: true, onSuccess: (words) => { notifyDone(words); void qc.invalidateQueries({ queryKey: caseQuery(shown.id).queryKey }); void qc.invalidateQueries({ queryKey: ['cases', 'list'] }); onClose(); } });
  if (!news) return null;
  return (
    <Modal opened onClose={onClose} title={t('news.title')} closeButtonProps={{ 'aria-label': t('team.close') }}>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); if (content) give.mutate({ kind: news.kind, name: news.name, key: news.key, payload: content }); }}>
        <NativeSelect data-autofocus label={t('news.which')} value={String(index)} onChange={(event) => setIndex(Number(event.currentTarget.value))}
          data={shown.awaits.map((one, at) => ({ value: String(at), label: t(`news.${one.kind}`, { name: one.name, place: one.element }) }))}
          description={t(news.kind === 'signal' ? 'news.everybody' : 'news.only_this')} />
        {news.key ? <TextInput label={t('news.key')} value={news.key} readOnly /> : null}
        <Textarea autosize minRows={2} maxRows={8} label={t('news.content')} description={t('news.how')} placeholder={t('news.sample')} value={text} maxLength={20_000}
          error={content ? null : t('news.unread')} onChange={(event) => setText(event.currentTarget.value)} />
        {give.error ? <FormProblem problem={give.error} /> : null}
        <div className={css.tools}><Button type="submit" disabled={!content} loading={give.isPending}>{t('news.give')}</Button></div>
      </form>
    </Modal>
  );
}
