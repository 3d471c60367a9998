import { queryOptions } from '@tanstack/react-query';
import { get, post } from '@/lib/api';
import { useWrite } from '@/lib/query';

/** An authorization request (RFC 6749, RFC 7636), as the app put it into the address. */
export type Asked = Record<'response_type' | 'client_id' | 'redirect_uri' | 'scope' | 'state' | 'nonce' | 'code_challenge' | 'code_challenge_method' | 'aud', string>;

export const consentQuery = (asked: Asked) => queryOptions({ queryKey: ['consent', asked], queryFn: ({ signal }) => get('/api/oauth/authorize', { query: asked, signal }), retry: false });

export const useAnswer = (asked: Asked) =>
  useWrite((allow: boolean) => post('/api/oauth/authorize', { body: { ...asked, allow } }), { retry: false, onSuccess: ({ url }) => location.assign(url) });
