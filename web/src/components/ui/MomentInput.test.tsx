/** A moment is asked for and understood on the hospital's clock, wherever the browser stands (here: not in India). */
import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { doctor, show } from '@/testing/render';
import { MomentInput } from './MomentInput';

const away = { ...doctor, facility: { ...doctor.facility, zone: 'Asia/Kolkata' } };

function Field({ from = '2026-11-29T20:15:00Z' }: { from?: string }) {
  const [at, setAt] = useState(from);
  return <><MomentInput label="Until" description="optional" value={at} onChange={setAt} /><output>{at || 'nothing'}</output></>;
}

it('shows the hospital\u2019s clock, says which one that is, and gives the instant', async () => {
  await show(<Field />, away);
  const field = await screen.findByLabelText<HTMLInputElement>('Until');
  expect(field.value).toBe('2026-11-30T01:45');
  expect(screen.getByText(/optional · India Standard Time/)).toBeTruthy();
  fireEvent.change(field, { target: { value: '2026-12-01T00:15' } });
  expect(screen.getByRole('status').textContent).toBe('2026-11-30T18:45:00.000Z');
  expect(field.max).toBe('9999-12-31T23:59');
  field.type = 'text'; // The DOM of the tests knows no such year, browsers do.
  fireEvent.change(field, { target: { value: '20261-12-01T00:15' } });
  expect([screen.getByRole('status').textContent, field.value]).toEqual(['2026-11-30T18:45:00.000Z', '2026-12-01T00:15']);
  fireEvent.change(field, { target: { value: '' } });
  expect(screen.getByRole('status').textContent).toBe('nothing');
});

it('asks which one is meant where an hour comes twice', async () => {
  await show(<Field from="2026-10-31T12:00:00Z" />, { ...doctor, facility: { ...doctor.facility, zone: 'America/New_York' } });
  const field = await screen.findByLabelText<HTMLInputElement>('Until');
  expect(screen.queryByRole('radio')).toBeNull();
  fireEvent.change(field, { target: { value: '2026-11-01T01:30' } });
  expect(screen.getByRole('status').textContent).toBe('2026-11-01T05:30:00.000Z');
  const [first, second] = screen.getAllByRole<HTMLInputElement>('radio');
  expect(first?.checked).toBe(true);
  fireEvent.click(second!);
  expect([screen.getByRole('status').textContent, field.value, second?.checked]).toEqual(['2026-11-01T06:30:00.000Z', '2026-11-01T01:30', true]);
});
