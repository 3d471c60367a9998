/** The order in which a patient is led through what is to do: quick and known things first, the device check last. Pure. */
import type { TaskRow } from '@/lib/tasks';

const ORDER = ['pay', 'confirm_details', 'insurance', 'consent', 'intake', 'device_check'];
const place = (row: TaskRow) => {
  const at = ORDER.indexOf(row.form);
  return at < 0 ? ORDER.length : at;
};

/** By visit (the one that is due first), then by step. */
export function inOrder(rows: TaskRow[]): TaskRow[] {
  const due = (row: TaskRow) => Date.parse(row.due_at ?? row.created_at);
  const soonest = new Map<string, number>();
  for (const row of rows) soonest.set(row.case_id, Math.min(soonest.get(row.case_id) ?? Infinity, due(row)));
  return [...rows].sort((a, b) => soonest.get(a.case_id)! - soonest.get(b.case_id)! || a.case_id.localeCompare(b.case_id) || place(a) - place(b));
}
