/** A conversation: what was said, who types, what waits to be sent, and where one writes. */
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Fragment, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility, useSession } from '@/lib/auth';
import { useRoom, useSocketEvent } from '@/lib/live';
import { dayKey } from '@/lib/time';
import { earlierQuery, useThread, useThreadWrites, type Message, type Thread } from '../api/threads';
import { discard, useOutbox, type Waiting } from '../outbox';
import { Bubble } from './Bubble';
import { Composer } from './Composer';
import css from './Messages.module.css';

const TYPES_FOR = 4_000;

export function Conversation({ id, staff, children }: { id: string; staff: boolean; children?: (shown: Thread) => React.ReactNode }) {
  const { data, error, refetch } = useThread(id);
  useRoom(`thread:${id}`);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={320} radius="md" />;
  return <Shown key={id} shown={data} staff={staff} head={children?.(data)} />;
}

function Shown({ shown, staff, head }: { shown: Thread; staff: boolean; head: React.ReactNode }) {
  const { t } = useTranslation('messaging');
  const { id } = shown.thread;
  const [back, setBack] = useState(false);
  const [first] = useState(shown.messages[0]?.seq);
  const earlier = useInfiniteQuery(earlierQuery(id, first, back));
  const old = earlier.data?.pages.toReversed().flatMap((page) => page.items) ?? [];
  const more = back ? earlier.hasNextPage || earlier.isPending : shown.more;
  const known = new Set(shown.messages.map((one) => one.seq));
  const messages = [...old.filter((one) => !known.has(one.seq)), ...shown.messages];
  const waiting = useOutbox().waiting.filter((one) => one.thread_id === id && !shown.messages.some((sent) => sent.client_id === one.client_id));
  const box = useRef<HTMLDivElement>(null);
  useAtEnd(box, shown.messages.at(-1)?.seq ?? 0, waiting.length);
  useReading(shown);
  return (
    <>
      {head}
      <div className={css.scroll} ref={box} role="log" aria-label={t('said')}>
        <ol className={css.said}>
          {more ? <li className={css.system}><Button variant="subtle" loading={earlier.isFetching} onClick={() => (back ? void earlier.fetchNextPage() : setBack(true))}>{t('earlier')}</Button></li> : null}
          <Said messages={messages} shown={shown} staff={staff} />
          {waiting.map((one) => <Unsent key={one.client_id} item={one} />)}
        </ol>
      </div>
      <Typing id={id} />
      <Composer shown={shown} staff={staff} />
    </>
  );
}

function Said({ messages, shown, staff }: { messages: Message[]; shown: Thread; staff: boolean }) {
  const { t } = useTranslation('messaging');
  const { zone } = useFacility();
  const { user } = useSession();
  const mine = messages.findLast((one) => one.mine);
  const readers = mine ? shown.members.filter((who) => who.user_id !== user.id && who.read_seq >= mine.seq && !who.gone) : [];
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const fresh = !before || dayKey(before.created_at, zone) !== dayKey(message.created_at, zone);
    return (
      <Fragment key={message.seq}>
        {fresh ? <li className={css.day}><TimeText at={message.created_at} as="day" /></li> : null}
        <Bubble message={message} shown={shown} staff={staff} />
        {message === mine && readers.length ? <li className={css.seen}>{t('read_by', { names: readers.map((who) => who.name).join(', ') })}</li> : null}
      </Fragment>
    );
  });
}

function Unsent({ item }: { item: Waiting }) {
  const { t } = useTranslation('messaging');
  return (
    <li className={`${css.bubble} ${css.waiting}`} data-mine>
      <span className={css.by}>{item.refused ? <span className={css.refused} role="alert">{t('not_sent', { why: item.refused })}</span> : t('on_its_way')}</span>
      <div className={css.body}><p>{item.text || t('a_file')}</p></div>
      {item.refused ? <Button variant="subtle" onClick={() => discard(item.client_id)}>{t('discard')}</Button> : null}
    </li>
  );
}

function Typing({ id }: { id: string }) {
  const { t } = useTranslation('messaging');
  const [who, setWho] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useSocketEvent<{ thread_id: string; name: string }>('typing', (said) => {
    if (said.thread_id !== id) return;
    setWho(said.name);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setWho(null), TYPES_FOR);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return <p className={css.typing} aria-live="polite">{who ? t('types', { name: who }) : ''}</p>;
}

/** The latest word is in view when the page opens and when one comes, unless somebody reads further up. */
function useAtEnd(box: React.RefObject<HTMLDivElement | null>, last: number, waiting: number) {
  const first = useRef(true);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const scrolls = element.scrollHeight > element.clientHeight + 1;
    const close = scrolls ? element.scrollHeight - element.scrollTop - element.clientHeight < 240 : true;
    if (first.current || close) {
      if (scrolls) element.scrollTo(0, element.scrollHeight);
      else element.lastElementChild?.lastElementChild?.scrollIntoView({ block: 'center' });
    }
    first.current = false;
  }, [box, last, waiting]);
}

/** What is on the screen has been read. */
function useReading(shown: Thread) {
  const { read } = useThreadWrites(shown.thread.id);
  const { user } = useSession();
  const last = shown.messages.at(-1)?.seq ?? 0;
  const mine = shown.members.find((who) => who.user_id === user.id && !who.gone);
  const look = useEffectEvent(() => {
    if (mine && mine.read_seq < last && document.visibilityState === 'visible' && !read.isPending) read.mutate(last);
  });
  useEffect(() => {
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [last]);
}
