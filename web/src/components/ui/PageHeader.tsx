/** The page's one h1, what it is about, and at most one primary action. */
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './PageHeader.module.css';

type Props = { title: ReactNode; lead?: ReactNode; actions?: ReactNode; back?: { to: string; label: string }; badge?: ReactNode; picture?: ReactNode };

export function PageHeader({ title, lead, actions, back, badge, picture }: Props) {
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
