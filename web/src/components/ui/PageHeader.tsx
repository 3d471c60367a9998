/** The page's one h1, what it is about, and at most one primary action. The way back is the one that the link here named (`state.back`), else the page's own. */
import { Link, useRouterState } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './PageHeader.module.css';

type Back = { to: string; label: string };
type Props = { title: ReactNode; lead?: ReactNode; actions?: ReactNode; back?: Back; badge?: ReactNode; picture?: ReactNode };
declare module '@tanstack/react-router' {
  interface HistoryState { back?: Back }
}

export function PageHeader({ title, lead, actions, back: own, badge, picture }: Props) {
  const back = useRouterState({ select: ({ location }) => location.state.back }) ?? own;
  return (
    <header className={css.header}>
      {back ? <Link to={back.to} className={`${css.back} no-print`}><ArrowLeft size={16} aria-hidden className="flip-rtl" />{back.label}</Link> : null}
      <div className={css.line}>
        {picture}
        <div className={css.words}>
          <h1 className={css.title}>{title}{badge ? <span className={css.badge}>{badge}</span> : null}</h1>
          {lead ? <p className={css.lead}>{lead}</p> : null}
        </div>
        {actions ? <div className={css.actions}>{actions}</div> : null}
      </div>
    </header>
  );
}
