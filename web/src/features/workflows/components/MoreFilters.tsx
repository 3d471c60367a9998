/** Narrowing the worklist to a step, a role, a department, or what nobody has taken. Offered is what there is work of. */
import { Button, Chip, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TaskRow } from '@/lib/tasks';
import { NARROWING, type View } from './FilterBar';
import css from './Teamwork.module.css';

type Choice = { value: string; label: string };

/** Each once, by its label; with what is chosen now, though no row says it any more. */
function choices(found: Choice[], chosen: string): Choice[] {
  const all = chosen && !found.some((one) => one.value === chosen) ? [...found, { value: chosen, label: chosen.split(' ').at(-1) ?? chosen }] : found;
  return [...new Map(all.map((one) => [one.value, one])).values()].sort((a, b) => a.label.localeCompare(b.label));
}

export default function MoreFilters({ view, onView, rows }: { view: View; onView: (view: View) => void; rows: TaskRow[] }) {
  const { t } = useTranslation('workflows');
  const role = (code: string) => t(`common:roles.${code}` as 'common:roles.doctor', code);
  const step = view.element ? `${view.process ?? ''} ${view.element}` : '';
  const steps = choices(rows.map((row) => ({ value: `${row.process_id} ${row.element_id}`, label: row.name })), step);
  const roles = choices(rows.map((row) => ({ value: row.candidate_role, label: role(row.candidate_role) })), view.role ?? '');
  const departments = choices(rows.flatMap((row) => (row.department ? [{ value: row.department, label: row.department }] : [])), view.department ?? '');
  const chooseStep = (value: string) => {
    const [process, element] = value.split(' ');
    onView(cleared(view, { process: value ? process : undefined, element: value ? element : undefined }));
  };
  const any = { value: '', label: t('filter.any') };
  return (
    <div className={css.narrow} role="group" aria-label={t('filter.more')}>
      <NativeSelect label={t('filter.step')} value={step} onChange={(event) => chooseStep(event.currentTarget.value)} data={[any, ...steps]} />
      <NativeSelect label={t('filter.role')} value={view.role ?? ''} onChange={(event) => onView(cleared(view, { role: event.currentTarget.value || undefined }))} data={[any, ...roles]} />
      {departments.length ? <NativeSelect label={t('filter.department')} value={view.department ?? ''} onChange={(event) => onView(cleared(view, { department: event.currentTarget.value || undefined }))} data={[any, ...departments]} /> : null}
      <Chip checked={view.taken === false} onChange={(on) => onView(cleared(view, { taken: on ? false : undefined }))}>{t('filter.free')}</Chip>
      <Chip checked={!!view.escalated} onChange={(on) => onView(cleared(view, { escalated: on || undefined }))}>{t('filter.escalated')}</Chip>
      {NARROWING.some((key) => view[key] !== undefined && view[key] !== null) ? <Button variant="subtle" onClick={() => onView(cleared(view, Object.fromEntries(NARROWING.map((key) => [key, undefined]))))}>{t('filter.all')}</Button> : null}
    </div>
  );
}

/** What is not asked is not there, so that a kept filter says only what it means. */
function cleared(view: View, changes: Record<string, string | boolean | undefined>): View {
  return Object.fromEntries(Object.entries({ ...view, ...changes }).filter(([, value]) => value !== undefined && value !== null)) as View;
}
