import { expect, it } from 'vitest';
import { heatOf, span } from './heat';

const one = (cycle_seconds: number | null) => ({ active: 0, late: 0, incidents: 0, done: 1, wait_seconds: null, cycle_seconds });

it('says how long in the unit a person would choose', () => {
  expect([null, 5, 90, 7_200, 259_200].map(span)).toEqual(['—', '5 s', '2 min', '2.0 h', '3.0 d']);
});

it('makes the slowest third hot, and nothing when too little is known', () => {
  expect(heatOf({ a: one(10), b: one(100), c: one(1000) })).toEqual({ a: 1, b: 2, c: 3 });
  expect(heatOf({ a: one(10), b: one(null) })).toEqual({});
});
