/** Stands in every signed-in page: sends what waits as soon as there is a connection. Shows nothing. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSession } from '@/lib/auth';
import { onLive } from '@/lib/live';
import { flush, onSent, open } from '../outbox';

const EVERY = 15_000;

export default function Sender() {
  const session = useSession();
  const qc = useQueryClient();
  useEffect(() => {
    void open(session.user.id);
    const go = () => void flush();
    const offSent = onSent((item) => {
      if (item.thread_id) void qc.invalidateQueries({ queryKey: ['threads', 'one', item.thread_id] });
      void qc.invalidateQueries({ queryKey: ['threads', 'list'] });
    });
    const offLive = onLive(go);
    const timer = setInterval(go, EVERY);
    window.addEventListener('online', go);
    go();
    return () => {
      offSent();
      offLive();
      clearInterval(timer);
      window.removeEventListener('online', go);
    };
  }, [session.user.id, session.acting_for, qc]);
  return null;
}
