/** Saved filters of the worklist with their live counts, the sort, and what to keep of what is shown now. */
import { ActionIcon, Button, Chip, NativeSelect } from '@mantine/core';
import { BookmarkPlus, Trash2 } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { filtersQuery, useFilters } from '../api/teamwork';
import css from './Teamwork.module.css';

const KeepFilter = lazy(() => import('./KeepFilter'));

export type View = { scope?: 'open' | 'mine' | 'later' | 'cover'; sort?: 'priority' | 'due' | 'waiting'; overdue?: boolean; escalated?: boolean; [more: string]: unknown };
export const plain: View = { scope: 'open', sort: 'priority' };
const SORTS = ['priority', 'due', 'waiting'] as const;
const SCOPES = ['open', 'mine', 'cover', 'later'] as const;

export function FilterBar({ view, onView, children }: { view: View; onView: (view: View) => void; children?: ReactNode }) {
  const { t } = useTranslation('workflows');
  const { data } = useQuery(filtersQuery);
  const filters = useFilters();
  const [naming, setNaming] = useState(false);
  const clean = (one: View) => JSON.stringify(Object.entries({ ...plain, ...one }).filter(([, value]) => value !== null && value !== undefined && value !== false).sort());
  const shown = data?.items.find((one) => clean(one.query as View) === clean(view));
  return (
    <div className={css.tools} role="group" aria-label={t('filter.title')}>
      <NativeSelect aria-label={t('filter.scope')} value={view.scope ?? 'open'} onChange={(event) => onView({ ...view, scope: event.currentTarget.value as 'open' })} data={SCOPES.map((value) => ({ value, label: t(`filter.scopes.${value}`) }))} />
      <NativeSelect aria-label={t('filter.sort')} value={view.sort ?? 'priority'} onChange={(event) => onView({ ...view, sort: event.currentTarget.value as 'due' })} data={SORTS.map((value) => ({ value, label: t(`filter.sorts.${value}`) }))} />
      <Chip checked={!!view.overdue} onChange={(overdue) => onView({ ...view, overdue })}>{t('filter.overdue')}</Chip>
      {(data?.items ?? []).map((one) => (
        <Chip key={one.id} checked={shown?.id === one.id} onChange={(on) => onView(on ? { ...plain, ...(one.query as View) } : plain)}>{one.mine ? one.name : t('share.of', { name: one.name, owner: one.owner_name })} ({one.count >= 1000 ? '1000+' : one.count})</Chip>
      ))}
      {shown?.mine ? <ActionIcon variant="subtle" color="gray" aria-label={t('filter.remove', { name: shown.name })} onClick={() => { filters.remove.mutate(shown.id); onView(plain); }}><Trash2 size={16} aria-hidden /></ActionIcon> : null}
      {!shown && clean(view) !== clean(plain) ? <Button variant="subtle" leftSection={<BookmarkPlus size={16} aria-hidden />} onClick={() => setNaming(true)}>{t('filter.keep')}</Button> : null}
      {children}
      <Suspense>{naming ? <KeepFilter view={view} onClose={() => setNaming(false)} /> : null}</Suspense>
    </div>
  );
}
