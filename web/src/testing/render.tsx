/** Renders as the app does: theme, query cache with a made-up session, a router around. */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import axe from 'axe-core';
import { Suspense, type ReactNode } from 'react';
import { sessionQuery, type Session } from '@/lib/auth';
import { queryClient } from '@/lib/query';
import { cssVariables, staffTheme } from '@/theme';

export const doctor: Session = {
  id: 's1', shelf_key: '', idle_seconds: 900, expires_at: '2100-01-01T00:00:00Z', stream: { epoch: 'e', position: 0 },
  user: { id: 'u1', name: 'Dr Mina Osei', email: 'doctor@demo.wardline.test', roles: ['doctor'], practitioner_id: 'p1', patient_id: null, must_change_password: false, must_enrol: false, email_verified: true },
  csrf: 'csrf', permissions: ['task.work', 'patient.read'], facility: { name: 'Demo Hospital', zone: 'UTC', currency: 'USD' }, demo: true, viewing: null, acting_for: null,
};

export async function show(content: ReactNode, session: Session | null = doctor) {
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, session);
  const root = createRootRoute({ component: () => <Suspense fallback="…">{content}</Suspense> });
  const router = createRouter({ routeTree: root, history: createMemoryHistory({ initialEntries: ['/'] }) });
  await router.load();
  return render(
    <MantineProvider theme={staffTheme} cssVariablesResolver={cssVariables} env="test">
      <QueryClientProvider client={queryClient}><RouterProvider router={router as never} /></QueryClientProvider>
    </MantineProvider>,
  );
}

/** What axe finds; colours are checked in a real browser. */
export async function accessibilityProblems(container: Element): Promise<string[]> {
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)}`));
}
