/** Money is an integer of minor units and an ISO 4217 code, everywhere. */
import i18next from 'i18next';

export type Amount = { minor: number; currency: string };

/** How many decimals a currency has: USD 2, JPY 0, KWD 3. */
export function exponent(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** "$1,240.50" */
export function formatMoney({ minor, currency }: Amount, language = i18next.resolvedLanguage ?? 'en'): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(minor / 10 ** exponent(currency));
}

/** What a person typed -> minor units; null when it is not an amount. Exact: no floating point between text and integer. */
export function parseMoney(text: string, currency: string): number | null {
  const digits = exponent(currency);
  const match = /^(-?)(\d+)(?:[.,](\d+))?$/.exec(text.trim().replace(/[\s’']/g, ''));
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > digits) return null;
  const minor = Number(whole + fraction.padEnd(digits, '0'));
  return Number.isSafeInteger(minor) ? (sign ? -minor : minor) : null;
}
