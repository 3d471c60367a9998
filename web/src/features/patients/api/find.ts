import { UserRound } from 'lucide-react';
import type { Command } from '@/app/feature';
import { get } from '@/lib/api';
import { plainDate } from '@/lib/time';

/** Rows of the command palette. */
export async function find(search: string, signal: AbortSignal): Promise<Command[]> {
  if (search.trim().length < 2) return [];
  const { items } = await get('/api/patients', { query: { search, limit: 6 }, signal });
  return items.map((row) => ({
    id: `patient-${row.id}`, label: `${row.given} ${row.family}`, hint: `${plainDate(row.birth_date)} · ${row.number}`, icon: UserRound, to: `/patients/${row.id}`,
  }));
}
