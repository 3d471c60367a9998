import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { accessibilityProblems, show } from '@/testing/render';
import type { Appointment } from '../api/appointments';
import { mondayOf, WeekTable } from './WeekTable';

const visit = (id: string, starts_at: string, name: string, status = 'booked') =>
  ({ id, starts_at, ends_at: starts_at, zone: 'UTC', kind: 'video', status, moved_to: null, patient: { id: `p${id}`, name, number: 'W-1' }, clinician: { id: 'c', name: 'Dr A', specialty: '' } }) as unknown as Appointment;
const pages = (rows: Appointment[]) => ({ rows, total: rows.length, loading: false, problem: null, hasMore: false, loadingMore: false, more: () => undefined, retry: () => undefined });

it('begins a week on Monday, also on a Sunday and across a year', () => {
  expect(['2026-11-30', '2026-12-06', '2027-01-01'].map(mondayOf)).toEqual(['2026-11-30', '2026-11-30', '2026-12-28']);
});

it('puts each visit on its day of the hospital, says who does not come, and leads to the day', async () => {
  const chosen: string[] = [];
  const rows = [visit('1', '2026-11-30T00:00:00Z', 'Ada First'), visit('2', '2026-12-06T23:45:00Z', 'Bo Last', 'cancelled')];
  const { container } = await show(<WeekTable monday="2026-11-30" today="2026-12-01" pages={pages(rows)} onDay={(day) => chosen.push(day)} />);
  const days = await screen.findAllByRole('region', {}, { timeout: 15_000 });
  expect(days).toHaveLength(7);
  expect(days[0]!.textContent).toContain('Ada First');
  expect(days[1]!.getAttribute('aria-current')).toBe('date');
  expect(days[6]!.textContent).toMatch(/Bo Last.*Cancelled/);
  expect(screen.getByRole('link', { name: /Ada First/ }).getAttribute('href')).toBe('/appointments/1');
  await userEvent.click(screen.getByRole('button', { name: 'Wed 2 Dec' }));
  expect(chosen).toEqual(['2026-12-02']);
  expect(await accessibilityProblems(container)).toEqual([]);
});
