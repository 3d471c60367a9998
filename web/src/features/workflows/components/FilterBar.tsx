/** Saved filters of the worklist with their live counts, the sort, and what to keep of what is shown now. */
import { ActionIcon, Button, Chip, NativeSelect } from '@mantine/core';
import { BookmarkPlus, ListFilter, Trash2 } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskRow } from '@/lib/tasks';
import { filtersQuery, useFilters } from '../api/teamwork';
import css from './Teamwork.module.css';

const KeepFilter = lazy(() => import('./KeepFilter'));
const MoreFilters = lazy(() => import('./MoreFilters'));

export type View = { scope?: 'open' | 'mine' | 'later' | 'cover'; sort?: 'priority' | 'due' | 'waiting'; overdue?: boolean; escalated?: boolean; taken?: boolean; process?: string; element?: string; role?: string; department?: string; [more: string]: unknown };
export const plain: View = { scope: 'open', sort: 'priority' };
const SORTS = ['priority', 'due', 'waiting'] as const;
const SCOPES = ['open', 'mine', 'cover', 'later'] as const;

/** What is asked for in the second row, behind a button. */
export const NARROWING = ['process', 'element', 'role', 'department', 'taken', 'escalated'] as const;

/** `rows`: the whole worklist as far as it is known: what can be chosen from. */
export function FilterBar({ view, onView, rows, children }: { view: View; onView: (view: View) => void; rows: TaskRow[]; children?: ReactNode }) {
  const { t } = useTranslation('workflows');
  const { data } = useQuery(filtersQuery);
  const filters = useFilters();
  const [naming, setNaming] = useState(false);
  // A filter that is off says nothing; that a task is not taken says something.
  const clean = (one: View) => JSON.stringify(Object.entries({ ...plain, ...one }).filter(([key, value]) => value !== null && value !== undefined && value !== '' && (key === 'taken' || value !== false)).sort());
  const narrowed = NARROWING.filter((key) => view[key] !== undefined && view[key] !== null).length;
  const [more, setMore] = useState(false);
  const shown = data?.items.find((one) => clean(one.query as View) === clean(view));
  return (
    <div className={css.tools} role="group" aria-label={t('filter.title')}>
      <NativeSelect aria-label={t('filter.scope')} value={view.scope ?? 'open'} onChange={(event) => onView({ ...view, scope: event.currentTarget.value as 'open' })} data={SCOPES.map((value) => ({ value, label: t(`filter.scopes.${value}`) }))} />
      <NativeSelect aria-label={t('filter.sort')} value={view.sort ?? 'priority'} onChange={(event) => onView({ ...view, sort: event.currentTarget.value as 'due' })} data={SORTS.map((value) => ({ value, label: t(`filter.sorts.${value}`) }))} />
      <Chip checked={!!view.overdue} onChange={(overdue) => onView({ ...view, overdue })}>{t('filter.overdue')}</Chip>
      <Button variant={narrowed ? 'light' : 'subtle'} leftSection={<ListFilter size={16} aria-hidden />} aria-expanded={more} onClick={() => setMore((before) => !before)}>{narrowed ? t('filter.more_of', { count: narrowed }) : t('filter.more')}</Button>
      {(data?.items ?? []).map((one) => (
        <Chip key={one.id} checked={shown?.id === one.id} onChange={(on) => onView(on ? { ...plain, ...(one.query as View) } : plain)}>{one.mine ? one.name : t('share.of', { name: one.name, owner: one.owner_name })} ({one.count >= 1000 ? '1000+' : one.count})</Chip>
      ))}
      {shown?.mine ? <ActionIcon variant="subtle" color="gray" aria-label={t('filter.remove', { name: shown.name })} onClick={() => { filters.remove.mutate(shown.id); onView(plain); }}><Trash2 size={16} aria-hidden /></ActionIcon> : null}
      {!shown && clean(view) !== clean(plain) ? <Button variant="subtle" leftSection={<BookmarkPlus size={16} aria-hidden />} onClick={() => setNaming(true)}>{t('filter.keep')}</Button> : null}
      {children}
      <Suspense>{more ? <MoreFilters view={view} onView={onView} rows={rows} /> : null}</Suspense>
      <Suspense>{naming ? <KeepFilter view={view} onClose={() => setNaming(false)} /> : null}</Suspense>
    </div>
  );
}
