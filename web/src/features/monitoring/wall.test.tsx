/** A stream that stops in the middle: what was live fades from the wall, and what comes again is live again. */
import { act, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { show } from '@/testing/render';
import type { Watched } from './api/vitals';
import { Tile } from './components/Tile';
import { STALE, useBeds } from './live';

const heard: Record<string, (message: unknown) => void> = {};
vi.mock('@/lib/live', async (original) => ({
  ...await original<object>(), useRoom: () => undefined,
  useSocketEvent: (name: string, handler: (message: unknown) => void) => { heard[name] = handler; },
}));
afterEach(() => { vi.useRealTimers(); });

const trace = btoa(String.fromCharCode(...new Uint8Array(new Int16Array(62).fill(5).buffer)));
const bed = (patient: string) => ({ patient_id: patient, place: '1', leads_off: false, simulated: false, numbers: { hr: 71 }, trace });
const patients = ['a', 'b'].map((id) => ({
  patient_id: id, name: id, place: id, ward_id: 'w', streamed: true, simulated: false, alerts: [], latest: [], score: null,
}) as unknown as Watched);

function Wall() {
  const lines = useBeds('wall:w');
  return <ul>{patients.map((one) => <Tile key={one.patient_id} patient={one} line={lines.get(one.patient_id)} />)}</ul>;
}

it('takes a bed that fell silent from the wall, alone or with all others, whatever its clock says', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  await show(<Wall />);
  await screen.findAllByRole('listitem');
  const silent = () => screen.getAllByRole('listitem').map((tile) => tile.textContent.includes('No live data'));
  const says = (...ids: string[]) => act(() => heard.telemetry!({ room: 'wall:w', at: 1_000, beds: ids.map(bed) }));
  const passes = (ms: number) => act(() => { vi.advanceTimersByTime(ms); });
  expect(silent()).toEqual([true, true]);
  says('a', 'b');
  expect(silent()).toEqual([false, false]);
  expect(screen.getAllByText('71')).toHaveLength(2);
  passes(STALE - 2_000);
  says('b');
  passes(3_000);
  expect(silent()).toEqual([true, false]);
  expect(screen.getAllByText('71')).toHaveLength(1);
  passes(STALE + 1_000); // the whole stream is gone
  expect(silent()).toEqual([true, true]);
  says('a');
  expect(silent()).toEqual([false, true]);
});

it('says how old the numbers of a silent bed are, and of a live one what its monitor does not send', async () => {
  const old = [['8867-4', 71, 14], ['8480-6', 128, 180]].map(([code, value, minutes]) => ({ code, value, effective_at: new Date(Date.now() - Number(minutes) * 60_000).toISOString() }));
  const patient = { ...patients[0]!, latest: old } as unknown as Watched;
  const first = await show(<ul><Tile patient={patient} line={undefined} /></ul>);
  expect((await screen.findByRole('listitem')).textContent).toMatch(/71.*14 min ago.*128.*3 hr ago.*No live data/);
  first.unmount();
  await show(<ul><Tile patient={patient} line={{ ...bed('a'), numbers: { hr: 93 }, points: [], at: 0, heard: 0 }} /></ul>);
  expect((await screen.findByRole('listitem')).textContent).toMatch(/93.*128.*3 hr ago/);
  expect(screen.getByRole('listitem').textContent).not.toMatch(/14 min|No live data/);
});
