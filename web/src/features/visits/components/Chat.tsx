/** The chat of a visit: kept with it, read over HTTP when a fact says that there is something new. */
import { ActionIcon, FileButton, Skeleton, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Paperclip, SendHorizontal } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { TimeText } from '@/components/ui/TimeText';
import { ACCEPTED, messagesQuery, useSendFile, useSendMessage, type Message } from '../api/messages';
import css from './Chat.module.css';
import { ChatFile } from './ChatFile';

type Props = { visitId: string; over?: boolean; hint: string; staff?: boolean };

export function Chat({ visitId, over = false, hint, staff = false }: Props) {
  const { data, error, refetch } = useQuery(messagesQuery(visitId));
  const send = useSendMessage(visitId);
  const attach = useSendFile(visitId);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} compact />;
  if (!data) return <Skeleton height={48} radius="md" />;
  return <Conversation items={data.items} over={over} hint={hint} send={send} files={{ visitId, staff, attach }} />;
}

type Sending = { isPending: boolean; mutate: (body: string, then: { onSuccess: () => void }) => void };

type Files = { visitId: string; staff: boolean; attach: { isPending: boolean; mutate: (file: File) => void } };
type Talk = { items: Message[]; over?: boolean; hint: string; send: Sending; files?: Files };

/** The lines, and where one writes; whose they are and how they are sent is the caller's. Without `files` there are words only. */
export function Conversation({ items, over = false, hint, send, files }: Talk) {
  const { t } = useTranslation('visits');
  const list = useRef<HTMLDivElement>(null);
  const last = items.at(-1)?.id;
  useEffect(() => { if (list.current) list.current.scrollTop = list.current.scrollHeight; }, [last]);
  return (
    <section className={css.chat} aria-label={t('chat.title')}>
      <div ref={list} className={css.log} role="log" aria-live="polite" aria-label={t('chat.messages')}>
        {items.length ? <ol className={css.list}>{items.map((message) => <Line key={message.id} message={message} files={files} />)}</ol> : <p className={css.none}>{over ? t('chat.none') : hint}</p>}
      </div>
      {over ? null : <Compose send={send} files={files} />}
    </section>
  );
}

function Line({ message, files }: { message: Message; files: Files | undefined }) {
  const { t } = useTranslation('visits');
  return (
    <li className={css.line} data-mine={message.mine || undefined}>
      <span className={css.by}>{message.mine ? t('chat.you') : message.author} · <TimeText at={message.created_at} as="clock" /></span>
      {message.file && files ? <ChatFile visitId={files.visitId} message={message} file={message.file} staff={files.staff} /> : <p>{message.body || t('files.one')}</p>}
    </li>
  );
}

function Compose({ send, files }: { send: Sending; files: Files | undefined }) {
  const { t } = useTranslation('visits');
  const [text, setText] = useState('');
  const reset = useRef<() => void>(null);
  const attach = (file: File | null) => {
    if (!file || !files) return;
    reset.current?.(); // else a browser says nothing when the same file is chosen again, after one that was refused
    files.attach.mutate(file);
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const body = text.trim();
    if (body && !send.isPending) send.mutate(body, { onSuccess: () => setText('') });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form className={css.compose} onSubmit={submit}>
      {files ? (
        <FileButton accept={ACCEPTED} resetRef={reset} onChange={attach}>
          {(props) => <ActionIcon {...props} variant="subtle" aria-label={t('files.send')} loading={files.attach.isPending}><Paperclip size={20} aria-hidden /></ActionIcon>}
        </FileButton>
      ) : null}
      <Textarea className={css.field ?? ''} autosize minRows={1} maxRows={4} maxLength={2000} value={text} aria-label={t('chat.write')} placeholder={t('chat.write')}
        onChange={(event) => setText(event.currentTarget.value)} onKeyDown={onKeyDown} />
      <ActionIcon type="submit" variant="filled" color="teal" aria-label={t('chat.send')} disabled={!text.trim()} loading={send.isPending}><SendHorizontal size={20} aria-hidden className="flip-rtl" /></ActionIcon>
    </form>
  );
}
