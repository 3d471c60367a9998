/** Inside every shell: the density's theme, messages, questions, the update prompt, and a page boundary. What is not needed at once comes after the page. */
import { MantineThemeProvider } from '@mantine/core';
import { lazy, Suspense, useSyncExternalStore, type ReactNode } from 'react';
import { Slot } from '@/components/ui/Slot';
import { readPending, subscribePending } from '@/components/ui/confirm';
import { useMaybeSession } from '@/lib/auth';
import { useAfterPage } from '@/lib/line';
import { patientTheme, staffTheme } from '@/theme';
import { PageWaiting } from '../fallbacks';
import type { Density } from './useShell';

const IdleGuard = lazy(() => import('../IdleGuard'));
const Messages = lazy(() => import('./Messages'));
const UpdatePrompt = lazy(() => import('../UpdatePrompt'));
const ConfirmDialog = lazy(() => import('@/components/ui/ConfirmDialog'));

export function Frame({ density, children }: { density: Density; children: ReactNode }) {
  const signedIn = useMaybeSession() !== null;
  const around = useAfterPage();
  const pending = useSyncExternalStore(subscribePending, readPending);
  return (
    <MantineThemeProvider theme={density === 'patient' ? patientTheme : staffTheme} inherit={false}>
      <Suspense fallback={<PageWaiting />}>{children}</Suspense>
      <Suspense>
        {around ? <Messages top={density === 'patient'} /> : null}
        {around ? <UpdatePrompt /> : null}
        {around && signedIn ? <IdleGuard /> : null}
        {around && signedIn ? <Slot name="frame" /> : null}
        {pending ? <ConfirmDialog question={pending.question} onAnswer={pending.answer} /> : null}
      </Suspense>
    </MantineThemeProvider>
  );
}
