/** Tasks of people: their rows in every list, kept fresh by facts and by what we do ourselves. The worklist's pages and other features stand on this. */
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import type { Values } from '@/components/ui/schema/schema';
import { get, post, put, type Reply } from './api';
import { sessionQuery, type Session } from './auth';
import { dropRow, patchRow, type Page } from './pages';
import type { ApiProblem } from './problem';
import { useWrite } from './query';
import type { components } from './schema';

export type TaskRow = components['schemas']['TaskRow'];
export type TaskOpened = Reply<'/api/tasks/{task_id}', 'get'>;
export type Completed = Reply<'/api/tasks/{task_id}/complete', 'post'>;
export type Scope = 'mine' | 'open' | 'others' | 'done' | 'later' | 'cover';

/** What a feature's own screen of a task gets. */
export type TaskScreenProps = {
  task: TaskOpened;
  /** The kept draft, else what is known already. */
  answers: Values;
  /** Keeps a draft while the person types. */
  onChange: (answers: Values) => void;
  onComplete: (answers: Values) => void;
  busy: boolean;
  problem: ApiProblem | null;
};

export const isOpen = (row: Pick<TaskRow, 'status'>) => row.status === 'open' || row.status === 'claimed';

/** Whether a row stands in this person's list of a scope; the server decides the same way. */
export function belongs(scope: Scope, row: TaskRow, session: Session): boolean {
  const { user } = session;
  const own = row.candidate_role === 'patient' && !!user.patient_id && row.patient?.id === user.patient_id;
  if (scope === 'done' || scope === 'later' || scope === 'cover' || !isOpen(row)) return false;
  const putOff = !!row.follow_up_at && Date.parse(row.follow_up_at) > Date.now();
  if (putOff && scope !== 'others') return false;
  const roles = [row.candidate_role, ...(row.other_roles ?? [])].filter((role) => role !== 'patient');
  if (scope === 'mine') return row.assignee_id === user.id || own;
  if (row.owner_id === user.id && row.assignee_id !== user.id && scope === 'others') return true;
  if (scope === 'open') return row.assignee_id === user.id || own || roles.some((role) => user.roles.includes(role));
  return !!user.practitioner_id && row.practitioner_id === user.practitioner_id && !user.roles.includes(row.candidate_role) && row.assignee_id !== user.id;
}

const GONE_AFTER = 1_600;
const SCOPES: Scope[] = ['mine', 'open', 'others'];

/** Puts what is new about a task into every list, its own page and the counts. A finished row says so, then leaves. */
export function applyTask(qc: QueryClient, row: TaskRow) {
  const session = qc.getQueryData<Session | null>(sessionQuery.queryKey);
  if (!session) return;
  qc.setQueriesData<TaskOpened>({ queryKey: ['tasks', 'one', row.id] }, (data) => data && withRow(data, row, session));
  for (const scope of SCOPES) {
    const key = ['tasks', 'list', scope];
    if (belongs(scope, row, session)) {
      // Which department a person works in, or how a list is filtered, the server knows: what is new there is read.
      const known = patchRow(qc, key, row);
      if (!known && (row.department && !row.escalated_at)) later(qc, ['tasks', 'list'], 500);
      else if (!known) insertRow(qc, key, row);
    } else if (!isOpen(row) && patchRow(qc, key, row)) {
      setTimeout(() => dropRow(qc, key, row.id), GONE_AFTER);
    } else dropRow(qc, key, row.id);
  }
  for (const scope of ['later', 'cover', 'view']) later(qc, ['tasks', 'list', scope], 600);
  later(qc, ['tasks', 'filters'], 2_000);
  if (!isOpen(row)) later(qc, ['tasks', 'list', 'done'], 1_000);
  later(qc, ['tasks', 'counts'], 250);
}

function withRow(data: TaskOpened, row: TaskRow, session: Session): TaskOpened {
  const mine = row.assignee_id === session.user.id;
  return { ...data, ...row, mine, may_complete: row.status === 'claimed' ? mine : row.status === 'open' && data.may_complete };
}

function insertRow(qc: QueryClient, key: string[], row: TaskRow) {
  qc.setQueriesData<InfiniteData<Page<TaskRow>>>({ queryKey: key }, (data) => {
    const last = data?.pages.at(-1);
    if (!data || !last || last.next) return data; // Not all is loaded: it comes with its page.
    return { ...data, pages: [...data.pages.slice(0, -1), { ...last, items: [...last.items, row] }] };
  });
}

const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/** Reads a query again soon, once for many changes. */
export function later(qc: QueryClient, queryKey: string[], ms: number) {
  const name = queryKey.join('/');
  if (waiting.has(name)) return;
  waiting.set(name, setTimeout(() => {
    waiting.delete(name);
    void qc.invalidateQueries({ queryKey });
  }, ms));
}

export const readTasks = (scope: Scope, after: string | undefined, signal: AbortSignal, limit = 100): Promise<Page<TaskRow>> =>
  get('/api/tasks', { query: { scope, after: after ?? null, limit }, signal }) as Promise<Page<TaskRow>>;

/** Completes a task: one exchange; the lists change at once, and the reply holds what is next. */
export function useCompleteTask(options: { onDone?: (done: Completed) => void; quiet?: boolean } = {}) {
  const qc = useQueryClient();
  return useWrite(
    ({ id, version, answers }: { id: string; version: number; answers: Values }, key) =>
      post('/api/tasks/{task_id}/complete', { path: { task_id: id }, body: { version, answers }, idempotencyKey: key }),
    {
      quiet: options.quiet ?? false,
      onSuccess: (done) => {
        applyTask(qc, done.task);
        if (done.next_task_for_me) applyTask(qc, done.next_task_for_me);
        options.onDone?.(done);
      },
      onError: (problem, { id }) => refresh(qc, problem, id),
    },
  );
}

export function useClaimTask(options: { quiet?: boolean } = {}) {
  const qc = useQueryClient();
  return useWrite((id: string) => post('/api/tasks/{task_id}/claim', { path: { task_id: id }, body: {} }), {
    ...options, onSuccess: (row) => applyTask(qc, row), onError: (problem, id) => refresh(qc, problem, id),
  });
}

export function useReleaseTask() {
  const qc = useQueryClient();
  return useWrite((id: string) => post('/api/tasks/{task_id}/release', { path: { task_id: id } }), {
    onSuccess: (row) => applyTask(qc, row), onError: (problem, id) => refresh(qc, problem, id),
  });
}

/** `base`: when the draft was saved that this page knows; 409 draft_newer when there is a newer one. */
export const saveDraft = (id: string, content: Values, base: string | null) => put('/api/tasks/{task_id}/draft', { path: { task_id: id }, body: { content, based_on: base } });

/** Somebody was faster: what is on screen is old, so it is read again. */
function refresh(qc: QueryClient, problem: ApiProblem, id: string) {
  if (problem.status !== 409 && problem.status !== 404) return;
  void qc.invalidateQueries({ queryKey: ['tasks', 'one', id] });
  void qc.invalidateQueries({ queryKey: ['tasks', 'list'] });
}
