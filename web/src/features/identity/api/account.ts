import { post } from '@/lib/api';
import { replaceSession } from '@/lib/auth';
import { useWrite } from '@/lib/query';

/** Every other session ends; this browser goes on with a fresh one. */
export const useChangePassword = () =>
  useWrite((change: { current: string; new: string }) => post('/api/account/password', { body: change }), {
    quiet: true, retry: false, onSuccess: replaceSession,
  });

export type Setup = { code: string; name: string; email: string; password: string };

export const useSetup = () =>
  useWrite((admin: Setup) => post('/api/setup', { body: admin }), { quiet: true, retry: false, onSuccess: replaceSession });
