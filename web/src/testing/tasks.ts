/** A worklist row for tests; every call is another task. */
import type { TaskRow } from '@/lib/tasks';

let made = 0;

export function row(values: Partial<TaskRow> = {}): TaskRow {
  made += 1;
  return {
    id: `t${made}`, version: 1, case_id: 'c1', process_id: 'visit', element_id: 'consultation', name: 'Consultation', form: 'consultation', status: 'open', candidate_role: 'doctor',
    practitioner_id: null, assignee_id: null, assignee_name: null, claimed_at: null, priority: 50, due_at: null, waiting_since: null, note: null, department: null, other_roles: [], warn_at: null, follow_up_at: null, escalated_at: null, owner_id: null, owner_name: null, by_message: null,
    created_at: '2026-11-21T09:00:00Z', ended_at: null, subject: {}, patient: null, ...values,
  };
}
