import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { messagesQuery } from '../api/messages';

/** How many messages of the other came since the chat was last open here. */
export function useUnread(visitId: string, open: boolean): number {
  const { data } = useQuery(messagesQuery(visitId));
  const theirs = data?.items.filter((message) => !message.mine).length ?? 0;
  const [seen, setSeen] = useState<number | null>(null);
  if (data && (open || seen === null) && seen !== theirs) setSeen(theirs);
  return open || seen === null ? 0 : Math.max(0, theirs - seen);
}
