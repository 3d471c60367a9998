/** Who is signed in. `GET /api/session` is asked once; sign-in and sign-out replace it. */
import { queryOptions, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { stopActing } from './acting';
import { send, setCsrf, type Reply } from './api';
import { ApiProblem } from './problem';
import { queryClient, useWrite } from './query';
import { openShelf } from './shelf';

/** `stream` is where the facts stood when this was read: what the page loads afterwards is at least as new. */
export type Session = Reply<'/api/session', 'get'>;

export type Registration = {
  given: string; family: string; birth_date: string; sex: string; email: string; phone: string; password: string;
};

function accept(session: Session | null): Session | null {
  setCsrf(session?.csrf ?? '');
  // What is written for somebody else waits for the next time that one acts for him: sent as oneself it would be one's own.
  openShelf(session && { id: [session.user.id, session.acting_for].filter(Boolean).join('/'), key: session.shelf_key });
  return session;
}

async function readSession(signal?: AbortSignal): Promise<Session | null> {
  try {
    return accept(await send<Session>('GET', '/api/session', signal ? { signal } : {}));
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return accept(null);
    throw error;
  }
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => readSession(signal),
  staleTime: Infinity,
  gcTime: Infinity,
});

/** The session, or null when signed out. Suspends until known. */
export function useMaybeSession(): Session | null {
  return useSuspenseQuery(sessionQuery).data;
}

/** The session inside a signed-in shell. */
export function useSession(): Session {
  const session = useMaybeSession();
  if (!session) throw new ApiProblem({ code: 'unauthenticated' }, 401);
  return session;
}

/** Whether the person holds a permission. It hides and guards; the server decides. */
export function useMay(): (permission: string | undefined) => boolean {
  const session = useMaybeSession();
  return (permission) => may(session, permission);
}

export function may(session: Session | null | undefined, permission: string | undefined): boolean {
  return permission === undefined || (session?.permissions.includes(permission) ?? false);
}

/** The facility's name and zone; before sign-in, the browser's zone. */
export function useFacility(): Session['facility'] {
  const { data } = useQuery(sessionQuery);
  return data?.facility ?? { name: 'Wardline', currency: 'USD', zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

export const isPatientOnly = (session: Session) => session.user.roles.every((role) => role === 'patient');

/** Another person may use this browser next: nothing read by the last one stays. */
export function replaceSession(session: Session | null) {
  stopActing();
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, accept(session));
}

async function enter(path: string, body: unknown): Promise<Session> {
  const reply = await send<Session | Record<string, unknown>>('POST', path, { body });
  const session = 'permissions' in reply && 'csrf' in reply ? (reply as Session) : await readSession();
  if (!session) throw new ApiProblem({ code: 'unauthenticated' }, 401);
  return session;
}

export const useSignIn = () =>
  useWrite((credentials: { email: string; password: string }) => enter('/api/session', credentials), { quiet: true, retry: false, onSuccess: replaceSession });

/** The answer is the same for every address; the link of the letter makes the account. */
export const useRegister = () =>
  useWrite((person: Registration) => send<void>('POST', '/api/patients/register', { body: person }), { quiet: true, retry: false });

export const useConfirmRegistration = () =>
  useWrite((token: string) => enter('/api/patients/register/confirm', { token }), { quiet: true, retry: false, onSuccess: replaceSession });

export function useSignOut() {
  const qc = useQueryClient();
  return useWrite(() => send<void>('DELETE', '/api/session'), {
    onSettled: () => {
      qc.cancelQueries();
      stopActing();
      // A full page load drops every trace of the last person from memory, too.
      location.assign('/sign-in');
    },
  });
}
