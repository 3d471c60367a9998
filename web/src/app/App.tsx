import { DirectionProvider, MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { onUnauthenticated } from '@/lib/api';
import { replaceSession, sessionQuery } from '@/lib/auth';
import { queryClient } from '@/lib/query';
import { cssVariables, staffTheme } from '@/theme';
import type { makeRouter } from './router';

const colors = localStorageColorSchemeManager({ key: 'wardline.colors' });
const nonce = () => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

export function App({ router }: { router: ReturnType<typeof makeRouter> }) {
  useEffect(() => onUnauthenticated(() => {
    // Nobody was signed in: what a stranger may not read is said by its page, which must not lose its answer.
    if (queryClient.getQueryData(sessionQuery.queryKey) === null) return;
    replaceSession(null);
    void router.invalidate();
  }), [router]);
  return (
    <DirectionProvider>
      <MantineProvider
        theme={staffTheme} cssVariablesResolver={cssVariables} colorSchemeManager={colors} defaultColorScheme="auto"
        getStyleNonce={nonce} deduplicateInlineStyles
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}
