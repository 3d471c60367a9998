/** Where a task stands in My work: now, next, or with somebody else. Pure; the order is the order of doing. */
import { isOpen, type TaskRow } from '@/lib/tasks';

export type Who = { id: string; practitioner_id?: string | null };
export type Groups = { now: TaskRow[]; next: TaskRow[]; others: TaskRow[] };

/** A task belongs to now when somebody waits for it, it is in my hands, or it is due within this time. */
export const SOON = 15 * 60_000;

export type Sla = 'none' | 'fine' | 'soon' | 'late';

/** The SLA clock: late after the due moment, soon when three quarters of the time are gone, or a quarter of an hour is left. */
export function slaOf(row: Pick<TaskRow, 'due_at' | 'status'> & { warn_at?: string | null }, now: number): Sla {
  if (!row.due_at || !isOpen(row)) return 'none';
  const left = Date.parse(row.due_at) - now;
  return left < 0 ? 'late' : left < SOON || (row.warn_at && Date.parse(row.warn_at) <= now) ? 'soon' : 'fine';
}

export function groupOf(row: TaskRow, me: Who, now: number): keyof Groups {
  if (row.assignee_id && row.assignee_id !== me.id) return 'others';
  if (row.assignee_id === me.id || row.waiting_since) return 'now';
  const sla = slaOf(row, now);
  return sla === 'late' || sla === 'soon' ? 'now' : 'next';
}

const moment = (row: TaskRow) => Date.parse(row.waiting_since ?? row.due_at ?? row.created_at);

/** Mine before my patients' before the pool's; who waits before who does not; urgent before late before early. */
function rank(row: TaskRow, me: Who): number[] {
  const mine = row.assignee_id === me.id ? 0 : me.practitioner_id && row.practitioner_id === me.practitioner_id ? 1 : 2;
  return [mine, row.waiting_since ? 0 : 1, -row.priority, moment(row)];
}

function compare(a: number[], b: number[]): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return 0;
}

/** What one patient still has to do before one visit is one line. */
function together(rows: TaskRow[]): TaskRow[] {
  const lines = new Map<string, TaskRow>();
  for (const row of rows) {
    const key = row.candidate_role === 'patient' && isOpen(row) ? `${row.case_id} ${row.candidate_role}` : row.id;
    const known = lines.get(key);
    lines.set(key, known ? { ...known, name: `${known.name}, ${row.name}`, version: known.version + row.version } : row);
  }
  return [...lines.values()];
}

export function grouped(mine: TaskRow[], withOthers: TaskRow[], me: Who, now: number): Groups {
  const groups: Groups = { now: [], next: [], others: [] };
  const seen = new Set<string>();
  for (const row of mine) {
    seen.add(row.id);
    groups[groupOf(row, me, now)].push(row);
  }
  groups.others.push(...together(withOthers.filter((row) => !seen.has(row.id))));
  for (const rows of Object.values(groups)) rows.sort((a, b) => compare(rank(a, me), rank(b, me)));
  return groups;
}
