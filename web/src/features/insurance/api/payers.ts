/** Insurers with their companion guides, for the billing office. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, put, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Payer = Schema<'PayerProfileOut'>;
export type PayerCard = {
  name: string; receiver_id: string; receiver_name: string; filing_code: string; usage: 'P' | 'T'; active: boolean;
  rules: { filing_days: number; appeal_days: number; appeal_address: string; member_id_masks: string[]; authorization_codes: string[]; authorization_plans: { plan: string; authorization_codes: string[] }[]; telehealth_modifier: boolean; max_units: number; disabled_edits: string[] };
};

export const payerProfilesQuery = queryOptions({
  queryKey: ['payers', 'profiles'],
  queryFn: ({ signal }) => get('/api/payers/profiles', { signal }),
});

export function useSavePayer() {
  const qc = useQueryClient();
  return useWrite(
    ({ payer, code, card }: { payer: Payer | null; code: string; card: PayerCard }, key): Promise<Payer> =>
      payer
        ? put('/api/payers/{payer_id}', { path: { payer_id: payer.id }, body: { ...card, version: payer.version } })
        : post('/api/payers', { body: { ...card, code, version: 1 }, idempotencyKey: key }),
    { quiet: true, onSuccess: () => void qc.invalidateQueries({ queryKey: ['payers'] }) },
  );
}
