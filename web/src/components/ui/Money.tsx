import { formatMoney, type Amount } from '@/lib/money';

/** An amount in its currency; `figure` makes it the number that matters on the page. */
export function Money({ amount, figure = false }: { amount: Amount; figure?: boolean }) {
  return <span className={figure ? 'figure' : undefined} dir="ltr">{formatMoney(amount)}</span>;
}
