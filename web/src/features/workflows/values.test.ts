import { expect, it } from 'vitest';
import { paths, read } from './values';

it('finds every single value by its path, and leaves lists alone', () => {
  const data = { visit: { amount: 12, paid: false, at: { room: 'A' } }, note: null, items: [1, 2] };
  expect(paths(data)).toEqual([
    { path: 'visit.amount', value: 12 }, { path: 'visit.paid', value: false }, { path: 'visit.at.room', value: 'A' }, { path: 'note', value: null },
  ]);
});

it('keeps the kind of value that was there', () => {
  expect(read('13', 12)).toBe(13);
  expect(read('13', 'x')).toBe('13');
  expect(read('true', false)).toBe(true);
  expect(read('much', 12)).toBe('much');
  expect(read('  ', 12)).toBeNull();
});
