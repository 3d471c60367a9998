import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { show } from '@/testing/render';
import { PrintedTicket } from './components/PrintedTicket';

afterEach(() => vi.unstubAllGlobals());

it('prints once what is to be watched for and how long it takes, then is done', async () => {
  const sheets: string[] = [];
  vi.stubGlobal('print', () => sheets.push(screen.getByTestId('printed-ticket').textContent ?? ''));
  const done = vi.fn();
  await show(<PrintedTicket code="A012" queue="Appointments" at="2026-11-30T09:05:00Z" estimate={{ ahead: 3, minutes: 25 }} facility="Demo Hospital" zone="UTC" onPrinted={done} />);
  await waitFor(() => expect(done).toHaveBeenCalledTimes(1));
  expect(sheets).toHaveLength(1);
  for (const words of ['Demo Hospital', 'A012', 'Appointments', '09:05', '3 people before you, about 25 min']) expect(sheets[0]).toContain(words);
});
