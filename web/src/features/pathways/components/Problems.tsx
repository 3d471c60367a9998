/** What stands in the way, with what to do about it; a click leads to the element. */
import { UnstyledButton } from '@mantine/core';
import { ChevronDown, CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/types';
import css from './Editor.module.css';

type Props = { problems: Problem[]; ok: boolean | null; checking: boolean; onShow: (elementId: string) => void };

export function Problems({ problems, ok, checking, onShow }: Props) {
  const { t } = useTranslation('pathways');
  const id = useId();
  const [open, setOpen] = useState(true);
  const placeOf = (id: string) => (id.startsWith('form:') ? t('problems.form', { key: id.slice(5) }) : id.startsWith('decision:') ? t('problems.table', { key: id.slice(9) }) : id);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity !== 'error');
  const heading = checking && ok === null ? t('problems.checking') : errors.length ? t('problems.errors', { count: errors.length }) : ok === null ? t('problems.unknown') : t('problems.none');
  const Icon = errors.length ? CircleAlert : CircleCheck;
  return (
    <section className={css.problems} aria-label={t('problems.title')}>
      <UnstyledButton className={css.problemsHead ?? ''} aria-expanded={open && problems.length > 0} aria-controls={id} onClick={() => setOpen(!open)} disabled={!problems.length}>
        <Icon size={16} aria-hidden data-bad={errors.length ? true : undefined} />
        <span role="status">{heading}{warnings.length ? ` ${t('problems.warnings', { count: warnings.length })}` : ''}</span>
        {problems.length ? <ChevronDown size={16} aria-hidden className={css.chevron} data-open={open || undefined} /> : null}
      </UnstyledButton>
      {open && problems.length ? (
        <ul id={id} className={css.list}>
          {[...errors, ...warnings].map((problem, index) => (
            <li key={index}>
              <UnstyledButton className={css.problem ?? ''} onClick={() => onShow(problem.element_id)} data-severity={problem.severity}>
                {problem.severity === 'error' ? <CircleAlert size={16} aria-label={t('problems.error')} /> : <TriangleAlert size={16} aria-label={t('problems.warning')} />}
                <span className={css.where}>{problem.element_name || placeOf(problem.element_id) || t('problems.whole')}</span>
                <span className={css.what}>{problem.message}{problem.remedy ? <em> {problem.remedy}</em> : null}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
