/** The archive of the slip, saved as a file; no session is needed. */
import { ApiProblem } from '@/lib/problem';

export async function pickUp(slip: { code: string; birth_date: string }): Promise<void> {
  const reply = await fetch('/api/exports/pick-up', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(slip) });
  if (!reply.ok) throw new ApiProblem(await reply.json() as ConstructorParameters<typeof ApiProblem>[0]);
  const url = URL.createObjectURL(await reply.blob());
  const link = Object.assign(document.createElement('a'), { href: url, download: 'record.zip' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
