import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { del, get, post, type Reply } from '@/lib/api';
import { replaceSession, type Session } from '@/lib/auth';
import { useWrite } from '@/lib/query';
import { askPasskey, createPasskey } from '@/lib/webauthn';

export type Security = Reply<'/api/account/security', 'get'>;

export const securityQuery = queryOptions({
  queryKey: ['account', 'security'],
  queryFn: ({ signal }) => get('/api/account/security', { signal }),
});

function useRefresh() {
  const qc = useQueryClient();
  return () => Promise.all([qc.invalidateQueries({ queryKey: ['account'] }), qc.invalidateQueries({ queryKey: ['session'] })]);
}

export const useBeginTotp = () => useWrite(() => post('/api/account/totp'), { retry: false });

/** The new app's first code; the reply holds the recovery codes, shown once. */
export const useConfirmTotp = () => useWrite((code: string) => post('/api/account/totp/confirm', { body: { code } }), { quiet: true, retry: false });

export function useRemoveTotp() {
  const refresh = useRefresh();
  return useWrite(() => del('/api/account/totp'), { onSuccess: refresh });
}

export type SmsCode = Reply<'/api/account/sms', 'post'>;

/** Sends codes. `sent` is the last one on its way: it stays while another one is asked for, and when that is refused. */
function useTexts<Input = void>(write: (input: Input) => Promise<SmsCode>) {
  const [sent, setSent] = useState<SmsCode>();
  const { mutate, reset, isPending, error } = useWrite(write, { quiet: true, retry: false, onSuccess: setSent });
  return { sent, mutate, isPending, error, reset: () => { setSent(undefined); reset(); } };
}

/** Sends the first code to a new number; the same number again sends another one. */
export const useBeginSms = () => useTexts((phone: string) => post('/api/account/sms', { body: { phone } }));
export const useConfirmSms = () => useWrite((code: string) => post('/api/account/sms/confirm', { body: { code } }), { quiet: true, retry: false });

export function useRemoveSms() {
  const refresh = useRefresh();
  return useWrite(() => del('/api/account/sms'), { onSuccess: refresh });
}

export const useSendSignInCode = () => useTexts((ticket: string) => post('/api/session/second-factor/sms', { body: { ticket } }));
export const useSendProofCode = () => useTexts(() => post('/api/session/prove/sms'));

export function useNewCodes() {
  const refresh = useRefresh();
  return useWrite(() => post('/api/account/recovery-codes'), { onSuccess: refresh });
}

/** Null when the person changed their mind in the browser's own dialog. */
export function useAddPasskey() {
  const refresh = useRefresh();
  return useWrite(async (name: string) => {
    const { ticket, options } = await post('/api/account/passkeys/begin');
    const credential = await createPasskey(options);
    return credential ? post('/api/account/passkeys', { body: { ticket, credential, name } }) : null;
  }, { retry: false, onSuccess: refresh });
}

export function useRemovePasskey() {
  const refresh = useRefresh();
  return useWrite((passkey_id: string) => del('/api/account/passkeys/{passkey_id}', { path: { passkey_id } }), { onSuccess: refresh });
}

export const useChangeEmail = () => useWrite((email: string) => post('/api/account/email', { body: { email } }), { quiet: true, retry: false });
export const useVerifyAgain = () => useWrite(() => post('/api/account/verify-again'), { retry: false });

/** The second half of signing in. */
export const useSecondFactor = () =>
  useWrite((answer: { ticket: string; code: string }) => post('/api/session/second-factor', { body: answer }) as Promise<Session>, { quiet: true, retry: false, onSuccess: replaceSession });

export const usePasskeySignIn = () =>
  useWrite(async () => {
    const { ticket, options } = await post('/api/session/passkey/begin');
    const credential = await askPasskey(options);
    return credential ? ((await post('/api/session/passkey', { body: { ticket, credential } })) as Session) : null;
  }, { quiet: true, retry: false, onSuccess: (session) => { if (session) replaceSession(session); } });

export const useProve = () => useWrite((proof: { password: string } | { code: string }) => post('/api/session/prove', { body: proof }), { quiet: true, retry: false });

export const useProveByPasskey = () =>
  useWrite(async () => {
    const { ticket, options } = await post('/api/session/passkey/begin');
    const credential = await askPasskey(options);
    return credential ? post('/api/session/prove', { body: { ticket, credential } }) : null;
  }, { quiet: true, retry: false });

export const useForgot = () => useWrite((email: string) => post('/api/account/forgot', { body: { email } }), { quiet: true, retry: false });
export const useReset = () => useWrite((link: { token: string; password: string }) => post('/api/account/reset', { body: link }), { quiet: true, retry: false });
export const useAccept = () => useWrite((link: { token: string; password: string }) => post('/api/account/accept', { body: link }), { quiet: true, retry: false });
export const useVerify = () => useWrite((token: string) => post('/api/account/verify', { body: { token } }), { quiet: true, retry: false });

export const peopleHereQuery = queryOptions({
  queryKey: ['people-here'],
  queryFn: ({ signal }) => get('/api/session/people', { signal }),
});

export const grantsQuery = queryOptions({
  queryKey: ['account', 'grants'],
  queryFn: ({ signal }) => get('/api/oauth/grants', { signal }),
});

export function useEndGrant() {
  const refresh = useRefresh();
  return useWrite((grant_id: string) => del('/api/oauth/grants/{grant_id}', { path: { grant_id } }), { onSuccess: refresh });
}
