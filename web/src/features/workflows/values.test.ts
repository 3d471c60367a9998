import { expect, it } from 'vitest';
import { paths, payload, read } from './values';

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

it('reads lines of name and value, and says when a line is neither', () => {
  expect(payload('outcome: approved\n\namount.value: 12.50\namount.final: true\nnote:')).toEqual({ outcome: 'approved', amount: { value: 12.5, final: true }, note: null });
  expect(payload('')).toEqual({});
  expect(payload('at: 10:30')).toEqual({ at: '10:30' });
  expect(payload('constructor.name: x')).toEqual({ constructor: { name: 'x' } });
  for (const wrong of ['approved', '9: x', 'a: 1\na.b: 2', '__proto__.x: 1']) expect(payload(wrong)).toBeNull();
});
