/** The archive of the slip, saved as a file; no session is needed, and one that is there is no hindrance. */
import { client } from '@/lib/api';

export async function pickUp(slip: { code: string; birth_date: string }): Promise<void> {
  const { data } = await client.POST('/api/exports/pick-up', { body: slip, parseAs: 'blob' });
  const url = URL.createObjectURL(data as Blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: 'record.zip' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
