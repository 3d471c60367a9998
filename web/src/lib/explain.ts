/** A problem in words: what happened and what the person can do. The server's sentence wins; we fill in what it cannot say. */
import i18next from 'i18next';
import { asProblem } from './problem';

export type Explanation = { code: string; title: string; advice: string; retryable: boolean };

export function explain(error: unknown): Explanation {
  const problem = asProblem(error);
  const t = i18next.getFixedT(null, 'common');
  const kind = problem.status === 0 ? problem.code : `http_${problem.status}`;
  const known = i18next.exists(`common:problem.${kind}.title`) ? kind : problem.status >= 500 ? 'http_500' : 'unexpected';
  return {
    code: problem.code,
    title: problem.detail || problem.title || t(`problem.${known}.title`),
    advice: t(`problem.${known}.advice`),
    retryable: problem.retryable,
  };
}
