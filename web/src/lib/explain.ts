/** A problem in words: what happened and what the person can do. The server's sentence wins; we fill in what it cannot say. */
import i18next from 'i18next';
import { asProblem } from './problem';

export type Explanation = { code: string; title: string; advice: string; retryable: boolean };

export function explain(error: unknown): Explanation {
  const problem = asProblem(error);
  const t = i18next.getFixedT(null, 'common');
  // A stable code may have advice of its own; otherwise the status has.
  const known = [problem.code, `http_${problem.status}`].find((kind) => i18next.exists(`common:problem.${kind}.title`))
    ?? (problem.status >= 500 ? 'http_500' : 'unexpected');
  return {
    code: problem.code,
    title: problem.detail || problem.title || t(`problem.${known}.title`),
    advice: t(`problem.${known}.advice`),
    retryable: problem.retryable,
  };
}
