import { useTranslation } from 'react-i18next';
import { asProblem } from '@/lib/problem';
import type { Answer as Given } from '../api/types';
import css from './Language.module.css';

/** What an expression came to, or the mistake in words with a mark where it is. */
export function Answer({ expression, answer, error }: { expression: string; answer: Given | undefined; error: unknown }) {
  const { t } = useTranslation('pathways');
  const problem = answer?.problem;
  const failed = error ? asProblem(error) : null;
  const position = problem?.position ?? null;
  return (
    <output className={css.answer} aria-live="polite" data-bad={problem || failed ? true : undefined}>
      {failed ? failed.message : problem ? problem.message : answer ? t('expression.answer', { value: JSON.stringify(answer.value), type: answer.type ?? t('expression.nothing') }) : null}
      {position !== null && position <= expression.length ? <span className={css.where} aria-hidden>{`${expression}\n${' '.repeat(position)}^`}</span> : null}
    </output>
  );
}
