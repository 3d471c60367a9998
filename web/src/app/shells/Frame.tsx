/** Inside every shell: messages, confirmations, the update prompt, and a page boundary. */
import { MantineThemeProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { Suspense, type ReactNode } from 'react';
import { patientTheme, staffTheme } from '@/theme';
import { PageWaiting } from '../fallbacks';
import { UpdatePrompt } from '../UpdatePrompt';
import type { Density } from './useShell';

export function Frame({ density, children }: { density: Density; children: ReactNode }) {
  return (
    <MantineThemeProvider theme={density === 'patient' ? patientTheme : staffTheme} inherit={false}>
      <ModalsProvider>
        <Notifications position={density === 'patient' ? 'top-center' : 'bottom-right'} limit={3} containerWidth={380} />
        <UpdatePrompt />
        <Suspense fallback={<PageWaiting />}>{children}</Suspense>
      </ModalsProvider>
    </MantineThemeProvider>
  );
}
