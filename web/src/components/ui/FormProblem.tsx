/** Above a form: what went wrong with the whole of it. Field errors stand at their fields. */
import { CircleAlert } from 'lucide-react';
import { explain } from '@/lib/explain';
import css from './FormProblem.module.css';

export function FormProblem({ problem }: { problem: unknown }) {
  if (!problem) return null;
  const { title, advice } = explain(problem);
  return <div className={css.problem} role="alert"><CircleAlert size={18} aria-hidden /><p><strong>{title}</strong> {advice}</p></div>;
}
