/** What stands in the way of publishing: asked after every save, marked on the drawing. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { checkDraft } from '../api/drafts';
import type { Problem } from '../api/types';
import { service, type Modeler } from '../modeler/types';

const NONE: Problem[] = [];

export function useCheck(draftId: string, version: number) {
  const { data, isFetching, error, refetch } = useQuery({
    queryKey: ['process-drafts', 'check', draftId, version], queryFn: ({ signal }) => checkDraft(draftId, signal), staleTime: Infinity, gcTime: 60_000, placeholderData: (before) => before, retry: false,
  });
  return { problems: data?.problems ?? NONE, ok: data?.ok ?? null, checking: isFetching, error, check: refetch };
}

export function useProblemMarks(modeler: Modeler | null, problems: Problem[], revision: number) {
  useEffect(() => {
    if (!modeler) return;
    const registry = service(modeler, 'elementRegistry');
    const canvas = service(modeler, 'canvas');
    const worst = new Map<string, string>();
    for (const { element_id, severity } of problems) if (registry.get(element_id) && worst.get(element_id) !== 'error') worst.set(element_id, severity);
    const marked = [...worst].map(([id, severity]) => [id, severity === 'error' ? 'has-problem' : 'has-warning'] as const);
    for (const [id, marker] of marked) canvas.addMarker(id, marker);
    return () => {
      for (const [id, marker] of marked) if (registry.get(id)) canvas.removeMarker(id, marker);
    };
  }, [modeler, problems, revision]);
}
