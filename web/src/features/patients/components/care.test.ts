import { expect, it } from 'vitest';
import { byClinician } from './care';

it('names a clinician once, with every reason, for the whole time', () => {
  const one = { id: '1', practitioner_id: 'a', name: 'Dr A', kind: 'care_team' as const, since: '2026-02-01T00:00:00Z', until: null, manual: true };
  const other = { ...one, id: '2', kind: 'scheduled' as const, since: '2026-01-01T00:00:00Z', until: '2026-03-01T00:00:00Z', manual: false };
  const third = { ...other, id: '3', practitioner_id: 'b', name: 'RN B' };
  expect(byClinician([one, other, third, { ...third, id: '4', until: '2026-04-01T00:00:00Z' }])).toEqual([
    { practitioner_id: 'a', name: 'Dr A', kinds: ['care_team', 'scheduled'], since: '2026-01-01T00:00:00Z', until: null, manual: true },
    { practitioner_id: 'b', name: 'RN B', kinds: ['scheduled'], since: '2026-01-01T00:00:00Z', until: '2026-04-01T00:00:00Z', manual: false },
  ]);
});
