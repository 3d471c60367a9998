import { expect, it } from 'vitest';
import { dateOrder } from './dates';

it.each([
  ['US', 'month day year'], ['GB', 'day month year'], ['DE', 'day month year'], ['IN', 'day month year'],
  ['JP', 'year month day'], ['HU', 'year month day'], ['MX', 'day month year'], ['TW', 'year month day'], ['ZZ', 'month day year'],
])('%s writes a date as %s', (country, order) => expect(dateOrder(country).join(' ')).toBe(order));
