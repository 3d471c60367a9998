/** The one shape of failure on every edge: problem JSON over HTTP, the same object as a socket acknowledgement. */
export type FieldError = { field: string; message: string };
export type ProblemBody = { code?: string; title?: string; detail?: string; status?: number; errors?: unknown };

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldError[];
  /** Further members of the problem document, e.g. the current row of a stale write. */
  readonly extra: Record<string, unknown>;

  constructor(body: ProblemBody & Record<string, unknown>, status = body.status ?? 0) {
    super(body.detail || body.title || body.code || 'error');
    this.name = 'ApiProblem';
    const { code, title, detail, errors, status: _status, ...extra } = body;
    this.status = status;
    this.code = code ?? (status === 0 ? 'network' : `http_${status}`);
    this.title = title ?? '';
    this.detail = detail ?? '';
    this.errors = fieldList(errors);
    this.extra = extra;
  }

  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

/** Accepts `[{field|loc|path, message|msg}]` and `{field: message}`. */
function fieldList(errors: unknown): FieldError[] {
  if (Array.isArray(errors)) {
    return errors.filter(isRecord).map((item) => ({
      field: dotted(item.field ?? item.path ?? item.loc),
      message: String(item.message ?? item.msg ?? ''),
    }));
  }
  if (isRecord(errors)) return Object.entries(errors).map(([field, message]) => ({ field, message: String(message) }));
  return [];
}

function dotted(path: unknown): string {
  return Array.isArray(path) ? path.filter((part) => part !== 'body').join('.') : String(path ?? '').replace(/^\//, '').replaceAll('/', '.');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Anything thrown -> ApiProblem. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError) return new ApiProblem({ code: 'network' }, 0);
  return new ApiProblem({ code: 'unexpected', detail: error instanceof Error ? error.message : '' }, 0);
}

/** True for the dictionary a socket handler acknowledges with when it refuses. */
export function isProblemBody(value: unknown): value is ProblemBody & Record<string, unknown> {
  return isRecord(value) && typeof value.code === 'string' && typeof value.status === 'number' && value.status >= 400;
}

/** For `form.setErrors`: the server's field errors by dotted path. */
export function fieldErrors(error: unknown): Record<string, string> {
  return Object.fromEntries(asProblem(error).errors.map(({ field, message }) => [field, message]));
}
