/** What facts change on screen: a claim's fact carries its row; the rest says which list is old. */
import type { QueryClient } from '@tanstack/react-query';
import type { Fact, LiveMap } from '@/lib/live';
import { dropRow, patchRow } from '@/lib/pages';
import type { ClaimRow } from './api/claims';

const soon = new Map<string, ReturnType<typeof setTimeout>>();

/** Reads a query again soon, once for many facts. */
function later(qc: QueryClient, queryKey: string[], ms = 300) {
  const name = queryKey.join('/');
  if (soon.has(name)) return;
  soon.set(name, setTimeout(() => {
    soon.delete(name);
    void qc.invalidateQueries({ queryKey });
  }, ms));
}

function onClaim(fact: Fact, qc: QueryClient) {
  const row = fact.row as ClaimRow | undefined;
  if (row) {
    patchRow(qc, ['claims', 'list'], row);
    for (const query of qc.getQueryCache().findAll({ queryKey: ['claims', 'list'] })) {
      const queue = query.queryKey[2];
      if (queue && queue !== row.queue) dropRow(qc, query.queryKey, row.id);
    }
    later(qc, ['claims', 'list', row.queue], 600);
  }
  later(qc, ['claims', 'one', String(fact.claim_id)], 100);
  later(qc, ['claims', 'case']);
  later(qc, ['claims', 'counts']);
}

const onMoney = (_: Fact, qc: QueryClient) => {
  later(qc, ['remittances']);
  later(qc, ['claims', 'counts']);
};

export const live: LiveMap = {
  ClaimChanged: onClaim,
  ClaimAdjudicated: 'none',
  AppealChanged: (_, qc) => later(qc, ['appeals'], 100),
  AppealDue: 'none',
  PriorAuthorizationChanged: (_, qc) => later(qc, ['prior-authorizations']),
  RemittancePosted: onMoney,
  PaymentUnmatched: onMoney,
  FileQuarantined: (_, qc) => {
    later(qc, ['interchanges']);
    later(qc, ['claims', 'counts']);
  },
};
