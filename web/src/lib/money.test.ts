import { describe, expect, it } from 'vitest';
import { exponent, formatMoney, parseMoney } from './money';

describe('money', () => {
  it('shows minor units in the currency’s own decimals', () => {
    expect(formatMoney({ minor: 124050, currency: 'USD' }, 'en')).toBe('$1,240.50');
    expect(formatMoney({ minor: 1500, currency: 'JPY' }, 'en')).toBe('¥1,500');
    expect(exponent('KWD')).toBe(3);
  });
  it('reads what people type, exactly', () => {
    expect(parseMoney('1240.50', 'USD')).toBe(124050);
    expect(parseMoney('0,29', 'EUR')).toBe(29);
    expect(parseMoney(' 12 ', 'USD')).toBe(1200);
    expect(parseMoney('-3.5', 'USD')).toBe(-350);
  });
  it.each(['', 'abc', '1.234', '1e5', '1.2.3', '99999999999999999'])('refuses %j', (text) => {
    expect(parseMoney(text, 'USD')).toBeNull();
  });
});
