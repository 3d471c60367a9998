/** What facts change on the pathway screens. A draft's own page keeps what it holds: its author is at it. */
import type { QueryClient } from '@tanstack/react-query';
import type { Fact, LiveMap } from '@/lib/live';
import { later } from '@/lib/tasks';
import type { Draft, Migration } from './api/types';

function onDraft(fact: Fact, qc: QueryClient) {
  const id = String(fact.draft_id);
  later(qc, ['process-drafts', 'list'], 400);
  const held = qc.getQueryData<Draft>(['process-drafts', 'one', id]);
  // One's own saves come back as facts: what is held already is as new.
  if (held && (held.version < Number(fact.version) || held.status !== fact.status)) later(qc, ['process-drafts', 'one', id], 400);
}

function onPublished(fact: Fact, qc: QueryClient) {
  later(qc, ['pathways'], 300);
  later(qc, ['process-versions', String(fact.process_id)], 300);
  later(qc, ['process-drafts', 'blocks'], 500);
}

function onMigration(fact: Fact, qc: QueryClient) {
  const key = ['migrations', String(fact.migration_id)];
  qc.setQueryData<Migration>(key, (before) => before && { ...before, status: fact.status as Migration['status'], done: Number(fact.done), total: Number(fact.total) });
  later(qc, key, 500);
}

export const live: LiveMap = { DraftChanged: onDraft, ProcessPublished: onPublished, MigrationMoved: onMigration };
