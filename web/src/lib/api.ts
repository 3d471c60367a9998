/** The one way to the server: typed by `schema.d.ts`, CSRF on writes, every failure an ApiProblem, 401 -> signed out. */
import createClient, { type FetchOptions } from 'openapi-fetch';
import type { HttpMethod, PathsWithMethod } from 'openapi-typescript-helpers';
import { actFor, actingFor } from './acting';
import { isActing } from './activity';
import { noteServerDate } from './clock';
import { ApiProblem, asProblem, isProblemBody } from './problem';
import type { components, paths } from './schema';

/** A named shape of the OpenAPI document: `Schema<'TaskOut'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type SendOptions = { body?: unknown; query?: Record<string, unknown>; idempotencyKey?: string; signal?: AbortSignal; headers?: Record<string, string> };

let csrfToken = '';
let onSignedOut: () => void = () => {};
let proveAgain: (() => Promise<boolean>) | null = null;
export function setCsrf(token: string) { csrfToken = token; }
/** Asks the person to prove again who they are before something dangerous; true: done, so the request goes out once more. */
export function onStepUp(ask: () => Promise<boolean>) { proveAgain = ask; }
export function onUnauthenticated(listener: () => void) { onSignedOut = listener; }

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

declare global { interface Window { earlySession?: Promise<Response> | undefined } }

/** What public/boot.js asked for while the app still came; once. */
function early(request: Request): Promise<Response> | undefined {
  if (request.method !== 'GET' || new URL(request.url).pathname !== '/api/session') return undefined;
  const reply = window.earlySession;
  window.earlySession = undefined;
  return reply;
}

/** fetch with our headers; network failures become ApiProblem code `network`. */
async function edge(request: Request, again = true): Promise<Response> {
  const twin = again && request.method !== 'GET' ? request.clone() : null;
  if (request.method !== 'GET') {
    const token = csrfToken || cookie('csrf');
    if (token) request.headers.set('X-CSRF-Token', token);
  }
  request.headers.set('Accept', 'application/json');
  if (isActing()) request.headers.set('X-Activity', '1');
  const patient = actingFor();
  if (patient) request.headers.set('X-Acting-For', patient);
  let response: Response;
  try {
    response = await (early(request) ?? globalThis.fetch(request));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ code: 'network' }, 0);
  }
  noteServerDate(response.headers.get('Date'));
  if (response.ok) return response;
  const problem = await problemOf(response, request.url);
  if (problem.code === 'step_up' && twin && proveAgain && (await proveAgain())) return edge(twin, false);
  throw problem;
}

async function problemOf(response: Response, url: string): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const problem = new ApiProblem(isProblemBody(body) || (body && typeof body === 'object') ? (body as Record<string, unknown>) : {}, response.status);
  // A wrong password is a 401 too, but nobody was signed out by it.
  if (problem.code === 'not_acting') actFor(null); // the grant is over
  if (problem.code === 'unauthenticated' && !new URL(url).pathname.endsWith('/api/session')) onSignedOut();
  return problem;
}

const origin = () => globalThis.location?.origin ?? 'http://localhost';
export const client = createClient<paths>({ baseUrl: origin(), fetch: (request) => edge(request), credentials: 'same-origin' });

/** Its `request` for callers that have typed the path themselves: comparing types of every path costs the compiler seconds. */
export const request = client.request as unknown as (method: HttpMethod, path: string, init: object) => Promise<{ data?: unknown; error?: unknown }>;

type Flat<T> = T extends { params?: infer Params; body?: infer Body }
  ? (Params extends { query?: infer Q } ? { query?: Q } : unknown) & (Params extends { path: infer Path } ? { path: Path } : unknown) &
    (Body extends undefined ? unknown : { body: Body })
  : unknown;
export type CallOptions<P extends PathsWithMethod<paths, M>, M extends HttpMethod> = Flat<FetchOptions<paths[P][M & keyof paths[P]]>> & {
  idempotencyKey?: string; signal?: AbortSignal;
};
type JsonOf<T> = T extends { content: { 'application/json': infer Data } } ? Data : unknown;
type Success<R> = JsonOf<R[keyof R & (200 | 201 | 202)]>;
export type Reply<P extends PathsWithMethod<paths, M>, M extends HttpMethod> =
  paths[P] extends Record<M, { responses: infer R }> ? Success<R> : unknown;

function typed<M extends HttpMethod>(method: M) {
  return async <P extends PathsWithMethod<paths, M>>(path: P, options?: CallOptions<P, M>): Promise<Reply<P, M>> => {
    const { path: pathParams, query, body, idempotencyKey, signal } = (options ?? {}) as unknown as SendOptions & { path?: Record<string, unknown> };
    const { data, error } = await request(method, path, {
      params: { path: pathParams, query }, body, signal,
      headers: idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {},
    });
    if (error !== undefined) throw asProblem(error);
    return data as Reply<P, M>;
  };
}

export const get = typed('get');
export const post = typed('post');
export const put = typed('put');
export const patch = typed('patch');
export const del = typed('delete');

/** The same call for an endpoint that is not in the exported OpenAPI document yet. */
export async function send<T>(method: Method, path: string, options: SendOptions = {}): Promise<T> {
  const url = new URL(path, origin());
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  }
  const asIs = options.body instanceof FormData || options.body instanceof Blob;
  const response = await edge(new Request(url, {
    method, signal: options.signal ?? null, credentials: 'same-origin',
    body: options.body === undefined ? null : asIs ? (options.body as BodyInit) : JSON.stringify(options.body),
    headers: {
      ...(options.body === undefined || asIs ? {} : { 'Content-Type': 'application/json' }),
      ...(options.idempotencyKey ? { 'Idempotency-Key': options.idempotencyKey } : {}),
      ...options.headers,
    },
  }));
  if (response.status === 204 || response.headers.get('Content-Length') === '0') return undefined as T;
  return (await response.json()) as T;
}

/** A file's text, e.g. an interchange byte for byte. */
export async function readText(path: string, signal?: AbortSignal): Promise<string> {
  return (await edge(new Request(new URL(path, origin()), { signal: signal ?? null, credentials: 'same-origin' }))).text();
}

/** A file, and the name that the server gives it. */
export async function fileReply(path: string): Promise<{ bytes: Blob; name: string }> {
  const reply = await edge(new Request(new URL(path, origin()), { credentials: 'same-origin' }));
  const told = /filename\*=UTF-8''([^;]+)/.exec(reply.headers.get('Content-Disposition') ?? '')?.[1];
  return { bytes: await reply.blob(), name: told ? decodeURIComponent(told) : '' };
}

/** A fresh key for one intention of the user; keep it while retrying that intention. */
export function newKey(): string {
  // randomUUID needs a secure context; a phone on a plain-HTTP LAN has none.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
