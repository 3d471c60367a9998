/** What facts of conversations mean for what is on the screen. */
import type { QueryClient } from '@tanstack/react-query';
import type { Fact, LiveMap } from '@/lib/live';

function look(fact: Fact, qc: QueryClient) {
  void qc.invalidateQueries({ queryKey: ['threads', 'one', fact.thread_id] });
  void qc.invalidateQueries({ queryKey: ['threads', 'list'] });
  void qc.invalidateQueries({ queryKey: ['threads', 'counts'] });
}

export const live: LiveMap = { MessageSent: look, MessageChanged: look, MessageOverdue: look, ThreadChanged: look, ThreadRead: look };
