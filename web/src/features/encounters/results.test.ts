import { describe, expect, it } from 'vitest';
import { blank, content, start } from './results';

describe('a report while it is typed', () => {
  it('tells numbers, bounds and words apart, and leaves empty lines out', () => {
    const typed = (value: string) => ({ ...blank(), name: `of ${value}`, value, unit: 'mg/dL', low: '1,5' });
    const { observations } = content({ ...start(), title: ' Salts ', rows: [typed('4,2'), typed('<0.5'), typed('positive'), blank()] });
    expect(observations).toMatchObject([
      { value: '4.2', comparator: '', unit: 'mg/dL', low: '1.5', high: null }, { value: '0.5', comparator: '<' }, { words: 'positive', abnormal: false },
    ]);
    expect(observations).toHaveLength(3);
  });
});
