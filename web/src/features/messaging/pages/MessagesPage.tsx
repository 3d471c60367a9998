/** The staff's inbox: the list, the conversation, and what is around it. */
import { ActionIcon, Button, Drawer, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Info, MessagesSquare, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams, useSearchParams } from '@/app/page';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { get } from '@/lib/api';
import { Conversation } from '../components/Conversation';
import { Details } from '../components/Details';
import { NewMessage } from '../components/NewMessage';
import { ThreadLine, useTitle } from '../components/ThreadLine';
import { countsQuery } from '../api/counts';
import { useThread, useThreads, type Thread, type View } from '../api/threads';
import css from '../components/Messages.module.css';

const views = ['mine', 'team', 'waiting', 'closed'] as const;
type Search = { view?: string; new?: string; patient?: string; task?: string };

export default function MessagesPage() {
  const { threadId } = usePathParams<{ threadId?: string }>();
  const search = useSearchParams<Search>();
  const navigate = useNavigate();
  const patient = useQuery({ queryKey: ['patients', search.patient], queryFn: ({ signal }) => get('/api/patients/{patient_id}', { path: { patient_id: search.patient ?? '' }, signal }), enabled: Boolean(search.patient && search.new) });
  const found = patient.data?.patient;
  const known = found ? { id: found.id, name: `${found.given} ${found.family}` } : undefined;
  const close = () => void navigate({ to: threadId ? `/messages/${threadId}` : '/messages', search: { view: search.view } as never });
  return (
    <div className={css.panes} data-open={threadId || undefined} data-details={threadId || undefined}>
      <Inbox current={threadId} search={search} />
      {threadId
        ? <Open key={threadId} id={threadId} />
        : <Nothing />}
      {search.new && (!search.patient || known || patient.error) ? <NewMessage patient={known} taskId={search.task} onDone={close} /> : null}
    </div>
  );
}

function Nothing() {
  const { t } = useTranslation('messaging');
  return <div className={css.talk}><EmptyState icon={MessagesSquare} title={t('choose')} hint={t('choose_hint')} /></div>;
}

function Inbox({ current, search }: { current: string | undefined; search: Search }) {
  const { t } = useTranslation('messaging');
  const navigate = useNavigate();
  const view = (views as readonly string[]).includes(search.view ?? '') ? (search.view as View) : 'mine';
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 300);
  const { rows, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useThreads(asked ? { view: 'all', search: asked } : { view });
  const { data: counts } = useQuery(countsQuery);
  const go = (next: Record<string, string>) => void navigate({ to: current ? `/messages/${current}` : '/messages', search: { view, ...next } as never });
  return (
    <section className={css.list} aria-label={t('inbox')}>
      <div className={css.listHead}>
        <div className={css.titleLine}><h1>{t('title')}</h1><Button leftSection={<Plus size={16} aria-hidden />} onClick={() => go({ new: '1' })}>{t('new.verb')}</Button></div>
        <SegmentedControl aria-label={t('view.label')} fullWidth value={view} onChange={(value) => go({ view: value })} data={views.map((value) => ({ value, label: value === 'waiting' && counts?.waiting ? t('view.waiting_count', { count: counts.waiting }) : t(`view.${value}`) }))} />
        <TextInput type="search" aria-label={t('search')} placeholder={t('search')} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      </div>
      <div className={css.scroll}>
        {error && !rows.length ? <ErrorState problem={error} compact onRetry={() => void refetch()} /> : null}
        {isPending ? <Skeleton height={240} m="sm" /> : null}
        <ul className={css.rows}>{rows.map((row) => <li key={row.id}><ThreadLine row={row} to={`/messages/${row.id}?view=${view}`} staff current={row.id === current} /></li>)}</ul>
        {!isPending && !error && !rows.length ? <div className={css.none}><EmptyState compact title={t(asked ? 'nothing_found' : `empty.${view as 'mine'}`)} /></div> : null}
        {hasNextPage ? <Button variant="subtle" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('more')}</Button> : null}
      </div>
    </section>
  );
}

function Open({ id }: { id: string }) {
  const [shown, setShown] = useState(false);
  const wide = useMediaQuery('(width > 68.75em)');
  return (
    <>
      <section className={css.talk}>
        <Conversation id={id} staff>{(thread) => <Head thread={thread} onDetails={() => setShown(true)}>{wide ? null : <Around thread={thread} open={shown} onClose={() => setShown(false)} />}</Head>}</Conversation>
      </section>
      <Beside id={id} />
    </>
  );
}

function Head({ thread, onDetails, children }: { thread: Thread; onDetails: () => void; children: React.ReactNode }) {
  const { t } = useTranslation('messaging');
  const title = useTitle()(thread.thread, true);
  return (
    <header className={css.talkHead}>
      <ActionIcon component={Link} to="/messages" variant="subtle" size={36} className={css.only} aria-label={t('all')}><ArrowLeft size={20} aria-hidden className="flip-rtl" /></ActionIcon>
      <div><h2>{thread.thread.subject}</h2><p>{title}{thread.thread.topic ? ` · ${t(`topic.${thread.thread.topic}`)}` : ''}</p></div>
      <ActionIcon variant="subtle" size={36} className={css.only} aria-label={t('details')} onClick={onDetails}><Info size={20} aria-hidden /></ActionIcon>
      {children}
    </header>
  );
}

function Around({ thread, open, onClose }: { thread: Thread; open: boolean; onClose: () => void }) {
  const { t } = useTranslation('messaging');
  return <Drawer opened={open} onClose={onClose} position="right" size="sm" title={t('details')} closeButtonProps={{ 'aria-label': t('close_dialog') }}><Details shown={thread} /></Drawer>;
}

function Beside({ id }: { id: string }) {
  const { data } = useThread(id);
  return data ? <Details shown={data} /> : null;
}
