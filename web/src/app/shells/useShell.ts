/** What every signed-in shell does: density, document title, the live connection. */
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useLayoutEffect } from 'react';
import { useDocumentTitle } from '../page';
import type { Place } from '../feature';
import { placesOf } from '../places';
import { liveMaps } from '../registry';
import { useMaybeSession } from '@/lib/auth';
import { connect } from '@/lib/live';

export type Density = 'staff' | 'patient';

export function useDensity(density: Density) {
  useLayoutEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
}

export function useShell(density: Density) {
  useDensity(density);
  useDocumentTitle();
  const qc = useQueryClient();
  const session = useMaybeSession();
  const userId = session?.user.id;
  const router = useRouter();
  const signedOut = session === null;
  useEffect(() => {
    // The guards of the routes decide where to go now.
    if (signedOut) void router.invalidate();
  }, [signedOut, router]);
  useEffect(() => {
    if (!userId) return;
    return connect(qc, liveMaps, qc.getQueryData<typeof session>(['session'])?.stream ?? null);
  }, [qc, userId]);
  return session;
}

/** So many places fit into the bar of a phone; the others are in the person's menu. */
export const IN_THE_BAR = 4;

/** The places of this shell that the person may open, the main ones first. */
export function usePlaces(shell: Place['shell']): Place[] {
  return placesOf(shell, useMaybeSession());
}
