import { expect, it } from 'vitest';
import { bedLabels } from './labels';

it('reads names and runs of numbers, each once', () => {
  expect(bedLabels('1-3, 12A; Window\n2')).toEqual(['1', '2', '3', '12A', 'Window']);
  expect(bedLabels('08–11')).toEqual(['08', '09', '10', '11']);
  expect(bedLabels('A-1, 5-2')).toEqual(['A-1', '5-2']); // names, not runs
  expect(bedLabels('  , ')).toEqual([]);
});

it('is nothing when it is more than goes at once', () => {
  expect(bedLabels('1-9999')).toBeNull();
  expect(bedLabels('1-60, 101-160')).toBeNull();
  expect(bedLabels('1-100')).toHaveLength(100);
});
