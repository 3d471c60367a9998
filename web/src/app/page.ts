/** What a page knows about its address. Types are stated by the page, values come from the route's `search` parser. */
import { useParams, useRouterState, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFacility } from '@/lib/auth';
import { namespacesOf } from '@/lib/i18n';

export const usePathParams = <T extends Record<string, string>>(): T => useParams({ strict: false }) as T;
export const useSearchParams = <T extends Record<string, unknown>>(): T => useSearch({ strict: false }) as T;

/** Keeps the document title equal to the page's, e.g. for the window list and screen readers. */
export function useDocumentTitle() {
  const facility = useFacility();
  const key = useRouterState({ select: (state) => (state.matches.at(-1)?.staticData as { title?: string } | undefined)?.title });
  const { t } = useTranslation(namespacesOf(key), { useSuspense: false });
  useEffect(() => {
    document.title = key ? `${t(key as 'product')} · ${facility.name}` : facility.name;
  }, [key, t, facility.name]);
}
