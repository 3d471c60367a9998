/** Writing: a draft that is kept, files, canned answers, urgent. What is sent goes to the outbox, and is there once. */
import { ActionIcon, Button, Checkbox, FileButton, Textarea } from '@mantine/core';
import { Paperclip, SendHorizontal, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/lib/auth';
import { ask } from '@/lib/live';
import { notifyProblem } from '@/lib/notify';
import { asProblem } from '@/lib/problem';
import { fill } from '../api/answers';
import { attach, type MessageFile, type Thread } from '../api/threads';
import { draft, put, useOutbox } from '../outbox';
import { Answers } from './Answers';
import css from './Messages.module.css';

const SAY_TYPING = 2_500;
const FILES = 'application/pdf,image/jpeg,image/png,image/webp,text/plain';

export function Composer({ shown, staff }: { shown: Thread; staff: boolean }) {
  const { t } = useTranslation('messaging');
  const session = useSession();
  const { id } = shown.thread;
  const { drafts } = useOutbox();
  const text = drafts[id] ?? '';
  const [urgent, setUrgent] = useState(false);
  const [files, setFiles] = useState<MessageFile[]>([]);
  const [busy, setBusy] = useState(false);
  const said = useRef(0);
  const type = (value: string) => {
    draft(id, value);
    if (Date.now() - said.current < SAY_TYPING) return;
    said.current = Date.now();
    ask('typing', { thread_id: id }).catch(() => undefined);
  };
  const add = async (chosen: File | null) => {
    if (!chosen) return;
    setBusy(true);
    try {
      const file = await attach(id, chosen);
      setFiles((before) => [...before, file]);
    } catch (error) {
      notifyProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const go = () => {
    if (!text.trim() && !files.length) return;
    put({ thread_id: id, text: text.trim(), urgent, file_ids: files.map((file) => file.id) });
    draft(id, '');
    setFiles([]);
    setUrgent(false);
  };
  const insert = (words: string) => {
    const filled = fill(words, { patient: shown.thread.patient?.name, me: session.user.name });
    draft(id, text.trim() ? `${text.trimEnd()}\n\n${filled}` : filled);
  };
  if (!shown.may_write) return <p className={css.typing}>{t('switched_off')}</p>;
  return (
    <form className={css.composer} data-urgent={urgent || undefined} onSubmit={(event) => { event.preventDefault(); go(); }}>
      <Textarea aria-label={t('write')} placeholder={t('write')} value={text} maxLength={4000} autosize minRows={staff ? 2 : 1} maxRows={8}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); go(); } }} />
      {files.length ? (
        <ul className={css.attached}>
          {files.map((file) => <li key={file.id}>{file.name}<ActionIcon variant="subtle" color="gray" size={28} aria-label={t('take_off', { name: file.name })} onClick={() => setFiles(files.filter((one) => one.id !== file.id))}><X size={14} aria-hidden /></ActionIcon></li>)}
        </ul>
      ) : null}
      <div className={css.tools}>
        <FileButton onChange={(file) => void add(file)} accept={FILES}>
          {(props) => <ActionIcon {...props} variant="subtle" size={staff ? 36 : 48} loading={busy} disabled={files.length >= 10} aria-label={t('attach')}><Paperclip size={20} aria-hidden /></ActionIcon>}
        </FileButton>
        {staff ? <Answers onPick={insert} written={text} /> : null}
        {staff ? <Checkbox label={t('urgent')} checked={urgent} onChange={(event) => setUrgent(event.currentTarget.checked)} /> : null}
        <Button type="submit" disabled={!text.trim() && !files.length} rightSection={<SendHorizontal size={16} aria-hidden className="flip-rtl" />}>{t('send')}</Button>
      </div>
    </form>
  );
}
