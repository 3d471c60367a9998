/** A titled part of a page. `framed` draws one border around it; frames never nest. */
import { useId, type ReactNode } from 'react';
import css from './Section.module.css';

type Props = { title?: ReactNode; hint?: ReactNode; actions?: ReactNode; framed?: boolean; children: ReactNode; className?: string };

export function Section({ title, hint, actions, framed = false, children, className }: Props) {
  const id = useId();
  return (
    <section className={`${css.section} ${className ?? ''}`} aria-labelledby={title ? id : undefined}>
      {title ? (
        <div className={css.head}>
          <h2 id={id} className={css.title}>{title}</h2>
          {actions ? <div className={css.actions}>{actions}</div> : null}
          {hint ? <p className={css.hint}>{hint}</p> : null}
        </div>
      ) : null}
      <div className={framed ? css.framed : undefined}>{children}</div>
    </section>
  );
}
