import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Provider = Schema<'TrustedProvider'>;
export type NewProvider = { slug: string; name: string; kind: 'oidc' | 'test'; issuer: string; client_id: string; secret: string; domains: string[] };

/** Other ways to sign in, for the sign-in page. */
export const waysQuery = queryOptions({ queryKey: ['oidc'], queryFn: ({ signal }) => get('/api/oidc', { signal }) });
export const providersQuery = queryOptions({ queryKey: ['identity-providers'], queryFn: ({ signal }) => get('/api/identity-providers', { signal }) });

function useInto() {
  const qc = useQueryClient();
  return (data: unknown) => { qc.setQueryData(['identity-providers'], data); };
}

export const useTrust = () => useWrite((body: NewProvider) => post('/api/identity-providers', { body }), { quiet: true, retry: false, onSuccess: useInto() });
export const useSwitchOff = () => useWrite((provider_id: string) => del('/api/identity-providers/{provider_id}', { path: { provider_id } }), { onSuccess: useInto() });
