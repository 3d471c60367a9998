/** The home of everybody who works here: what to do now, what comes next, what others have in hand. It moves by itself. */
import { Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheckBig, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Slot } from '@/components/ui/Slot';
import { useMay, useSession } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { isOpen, useClaimTask, useReleaseTask, type TaskRow } from '@/lib/tasks';
import { useTaskPages, useTaskView } from '../api/tasks';
import { Away } from '../components/Away';
import { FilterBar, plain, type View } from '../components/FilterBar';
import css from '../components/Work.module.css';
import { GiveMany } from '../components/GiveMany';
import { useCovered } from '../components/useCovered';
import { useWorkKeys } from '../components/useWorkKeys';
import { RoleStart } from '../components/RoleStart';
import { WorkGroup } from '../components/WorkGroup';
import { grouped } from '../group';

/** Who looks for something looks through everything, not only through what happens to be loaded; this much at most. */
const LOOKED_THROUGH = 2_000;

const said = (row: TaskRow) => `${row.patient?.name ?? ''} ${row.patient?.number ?? ''} ${row.name} ${row.assignee_name ?? ''}`.toLowerCase();

export default function MyWorkPage() {
  const { t } = useTranslation('workflows');
  const { user } = useSession();
  const now = useNow();
  const [view, setView] = useState<View>(plain);
  const filtered = Object.entries(view).some(([key, value]) => value && value !== plain[key]);
  const everything = useTaskPages('open');
  const chosen = useTaskView(view, { enabled: filtered });
  const pool = filtered ? chosen : everything;
  const others = useTaskPages('others', { enabled: !!user.practitioner_id });
  const claim = useClaimTask();
  const release = useReleaseTask();
  const [text, setText] = useState('');
  const may = useMay();
  const [chosenIds, setChosenIds] = useState<Set<string> | null>(null);
  const looking = !!text.trim() && pool.hasMore && pool.rows.length < LOOKED_THROUGH;
  const { more, loadingMore } = pool;
  useEffect(() => { if (looking && !loadingMore) more(); });
  const found = (rows: TaskRow[]) => (text ? rows.filter((row) => said(row).includes(text.trim().toLowerCase())) : rows);
  const groups = grouped(found(pool.rows), found(others.rows), user, now);
  const all = filtered ? pool.rows : [...groups.now, ...groups.next, ...groups.others];
  const chosenRows = filtered ? found(pool.rows) : [];
  const missed = !!text.trim() && (filtered ? chosenRows : all).length === 0;
  const nothing = !filtered && pool.rows.length === 0 && others.rows.length === 0;

  const covered = useCovered();
  const onClaim = (row: TaskRow) => { if ((!row.assignee_id || covered.has(row.assignee_id)) && isOpen(row)) claim.mutate(row.id); };
  const onRelease = (row: TaskRow) => { if (row.assignee_id === user.id && isOpen(row)) release.mutate(row.id); };
  useWorkKeys((key, id) => {
    const row = id ? all.find((one) => one.id === id) : key === 'c' ? groups.now.find((one) => !one.assignee_id) : undefined;
    if (row) (key === 'c' ? onClaim : onRelease)(row);
  });

  const poolIds = new Set(pool.rows.map((row) => row.id));
  const onChoose = chosenIds ? (row: TaskRow) => setChosenIds((before) => toggled(before, row.id)) : undefined;
  const shared = { more: pool.hasMore, onClaim, onRelease, onChoose, chosen: chosenIds, canOpen: (row: TaskRow) => poolIds.has(row.id) };
  return (
    <>
      <PageHeader title={t('work.title')} lead={t(`work.lead.${view.sort ?? 'priority'}`)} actions={<><Away /><Button component={Link} to="/work/done" variant="default">{t('done.title')}</Button></>} />
      <Slot name="work.top" />
      <FilterBar view={view} onView={setView} rows={everything.rows}>{may('task.assign') && pool.rows.length && !chosenIds ? <GiveMany chosen={null} onChosen={setChosenIds} /> : null}</FilterBar>
      {chosenIds ? <GiveMany chosen={chosenIds} onChosen={setChosenIds} /> : null}
      {pool.problem ? <ErrorState problem={pool.problem} onRetry={pool.retry} /> : pool.loading ? <Bones label={t('work.title')} />
        : nothing ? <EmptyState icon={CircleCheckBig} title={t('work.empty')} hint={t('work.empty_hint')} /> : (
          <>
            <div className={css.tools}>
              <TextInput className={css.find ?? ''} type="search" leftSection={<Search size={16} aria-hidden />} value={text} aria-label={t('work.find')} placeholder={t('work.find')} onChange={(event) => setText(event.currentTarget.value)} />
              <p className={`${css.hint} ${css.keys}`} aria-hidden="true">
                <span><kbd>↑</kbd> <kbd>↓</kbd> {t('work.keys.move')}</span><span><kbd>C</kbd> {t('work.keys.claim')}</span><span><kbd>Enter</kbd> {t('work.keys.open')}</span>
              </p>
            </div>
            {text.trim() ? <p className={css.quiet} role="status">{looking ? t('work.looking') : missed ? t('work.not_found') : ''}</p> : null}
            {missed ? null : filtered ? <WorkGroup title={t('filter.found')} rows={chosenRows} empty={t('filter.none')} {...shared} /> : <>
            <WorkGroup title={t('work.now')} rows={groups.now} empty={t('work.now_empty')} {...shared} />
            <WorkGroup title={t('work.next')} rows={groups.next} empty={t('work.next_empty')} {...shared} />
            {groups.others.length ? <WorkGroup title={t('work.others')} hint={t('work.others_hint')} rows={groups.others} empty="" {...shared} /> : null}
            </>}
            {pool.hasMore ? <Button variant="default" loading={pool.loadingMore} onClick={pool.more}>{t('common:list.more')}</Button> : null}
          </>
        )}
      <RoleStart />
    </>
  );
}

function toggled(before: Set<string> | null, id: string) {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
}

function Bones({ label }: { label: string }) {
  return <Stack gap={20} role="status" aria-label={label}>{[0, 1, 2, 3, 4].map((at) => <Skeleton key={at} height={18} width={`${90 - at * 8}%`} />)}</Stack>;
}
