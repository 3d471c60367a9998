/** Nothing here, why that is fine (or not), and what to do. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './States.module.css';

type Props = {
  icon?: LucideIcon; title: string; hint?: ReactNode; action?: ReactNode; compact?: boolean;
  /** It stands for the whole page: its title is the page's heading. */
  page?: boolean;
};

export function EmptyState({ icon: Icon, title, hint, action, compact = false, page = false }: Props) {
  const Title = page ? 'h1' : 'p';
  return (
    <div className={css.state} data-compact={compact || undefined}>
      {Icon ? <Icon className={css.icon} size={28} strokeWidth={1.5} aria-hidden /> : null}
      <Title className={css.title}>{title}</Title>
      {hint ? <p className={css.hint}>{hint}</p> : null}
      {action ? <div className={css.action}>{action}</div> : null}
    </div>
  );
}
