/** Claims in the command palette: by our number, the payer's number, or the patient. */
import type { Command } from '@/app/feature';
import { get } from '@/lib/api';

export async function findClaims(text: string, signal: AbortSignal): Promise<Command[]> {
  if (text.trim().length < 3) return [];
  const { items } = await get('/api/claims', { query: { search: text.trim(), limit: 5 }, signal });
  return items.map((claim) => ({ id: `claim-${claim.id}`, label: claim.control_number, hint: `${claim.patient_name} · ${claim.payer_name}`, to: `/claims/${claim.id}` }));
}
