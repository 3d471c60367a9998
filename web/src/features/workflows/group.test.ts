import { describe, expect, it } from 'vitest';
import type { TaskRow } from '@/lib/tasks';
import { row } from '@/testing/tasks';
import { grouped, slaOf } from './group';
import { inOrder } from './todo';

const now = Date.parse('2026-11-21T10:00:00Z');
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const me = { id: 'u1', practitioner_id: 'p1' };
const ids = (rows: TaskRow[]) => rows.map((one) => one.id);

describe('my work', () => {
  it('is now when somebody waits, it is in my hands or nearly due; next otherwise; others when taken', () => {
    const waiting = row({ waiting_since: inMinutes(-3) });
    const mine = row({ assignee_id: 'u1', status: 'claimed' });
    const soon = row({ due_at: inMinutes(10) });
    const coming = row({ due_at: inMinutes(120) });
    const taken = row({ assignee_id: 'u2', status: 'claimed', waiting_since: inMinutes(-9) });
    const todo = row({ candidate_role: 'patient' });
    const groups = grouped([coming, taken, soon, mine, waiting], [todo, taken], me, now);
    expect(ids(groups.now)).toEqual(ids([mine, waiting, soon]));
    expect(ids(groups.next)).toEqual([coming.id]);
    expect(ids(groups.others)).toEqual(ids([taken, todo]));
  });

  it('puts my patients before the pool and who waits longest first', () => {
    const pool = row({ waiting_since: inMinutes(-30), priority: 75 });
    const short = row({ waiting_since: inMinutes(-2), practitioner_id: 'p1' });
    const long = row({ waiting_since: inMinutes(-12), practitioner_id: 'p1' });
    expect(ids(grouped([pool, short, long], [], me, now).now)).toEqual(ids([long, short, pool]));
  });

  it('knows late from soon from fine', () => {
    expect([-1, 14, 16].map((minutes) => slaOf({ due_at: inMinutes(minutes), status: 'open' }, now))).toEqual(['late', 'soon', 'fine']);
    expect(slaOf({ due_at: inMinutes(-1), status: 'completed' }, now)).toBe('none');
  });
});

it('leads a patient through the earliest visit first, the device check last', () => {
  const step = (form: string, case_id: string, due: number) => row({ form, case_id, due_at: inMinutes(due), candidate_role: 'patient' });
  const rows = [step('device_check', 'a', 30), step('intake', 'b', 500), step('confirm_details', 'a', 30), step('consent', 'a', 30)];
  expect(inOrder(rows).map((one) => `${one.case_id}:${one.form}`)).toEqual(['a:confirm_details', 'a:consent', 'a:device_check', 'b:intake']);
});
