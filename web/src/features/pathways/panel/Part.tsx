/** A titled group of fields in the panel. */
import type { ReactNode } from 'react';
import { useId } from 'react';
import css from './Panel.module.css';

export function Part({ title, hint, children }: { title?: string; hint?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css.part} aria-labelledby={title ? id : undefined}>
      {title ? <h3 id={id}>{title}</h3> : null}
      {hint ? <p className={css.hint}>{hint}</p> : null}
      {children}
    </section>
  );
}
