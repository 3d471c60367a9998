import { queryOptions } from '@tanstack/react-query';
import { send } from '@/lib/api';

export type Balance = { account_code: string; name: string; side: string; currency: string; minor: number };
export type Entry = { id: string; at: string; memo: string; account_code: string; minor: number; currency: string };
export type Ledger = { balances: Balance[]; entries: Entry[]; sum: number };

export const ledgerQuery = (caseId?: string) => queryOptions({
  queryKey: ['ledger', caseId ?? 'house'],
  queryFn: ({ signal }) => send<Ledger>('GET', '/api/ledger', { query: { case_id: caseId }, signal }),
});
