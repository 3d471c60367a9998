/** The dry run's word on each case, how far the migration is, and the ways on and back. */
import { Anchor, Button, Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Play, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { Section } from '@/components/ui/Section';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import type { Migration, MigrationItem, Verdict } from '../api/types';
import css from './Migrate.module.css';

const tones: Record<Verdict, Tone> = { ok: 'done', warning: 'attention', blocked: 'problem' };
type Props = { migration: Migration; busy: boolean; onApply: () => void; onUndo: () => void };

export function Verdicts({ migration, busy, onApply, onUndo }: Props) {
  const { t } = useTranslation('pathways');
  const confirm = useConfirm();
  const count = (verdict: Verdict) => migration.verdicts[verdict] ?? 0;
  const movable = count('ok') + count('warning');
  const go = async () => {
    const answer = await confirm({ title: t('migrate.apply_title', { count: movable }), body: t('migrate.apply_body'), verb: t('migrate.apply') });
    if (answer) onApply();
  };
  const back = async () => {
    const answer = await confirm({ title: t('migrate.undo_title'), body: t('migrate.undo_body'), verb: t('migrate.undo'), destructive: true });
    if (answer) onUndo();
  };
  const columns: Column<MigrationItem>[] = [
    { key: 'case', header: t('migrate.case'), cell: (row) => <Anchor component={Link} to={`/cases/${row.case_id}`} inherit>{t('migrate.case_short', { id: row.case_id.slice(-6) })}</Anchor> },
    { key: 'at', header: t('migrate.at'), cell: (row) => row.at.join(', ') || t('migrate.nowhere'), sort: (row) => row.at.join() },
    { key: 'verdict', header: t('migrate.verdict'), cell: (row) => <StatusBadge tone={tones[row.verdict]} label={t(`migrate.${row.verdict}`)} />, sort: (row) => ['blocked', 'warning', 'ok'].indexOf(row.verdict) },
    { key: 'reasons', header: t('migrate.reasons'), cell: (row) => row.reasons.map((reason) => reason.message).join(' ') || t('migrate.fits') },
    { key: 'status', header: t('drafts.status'), cell: (row) => t(`migrate.item.${row.status}`, { defaultValue: row.status }), sort: (row) => row.status },
  ];
  const moving = /ing$/.test(migration.status);
  const hidden = count('ok') + count('warning') + count('blocked') - migration.items.length;
  return (
    <Section title={t('migrate.verdicts')} hint={t('migrate.summary', { ok: count('ok'), warning: count('warning'), blocked: count('blocked') })}
      actions={(
        <>
          {migration.status === 'planned' ? <Button leftSection={<Play size={16} />} disabled={!movable} loading={busy} onClick={() => void go()}>{t('migrate.apply')}</Button> : null}
          {migration.status === 'applied' ? <Button variant="default" leftSection={<Undo2 size={16} />} loading={busy} onClick={() => void back()}>{t('migrate.undo')}</Button> : null}
        </>
      )}>
      {migration.status === 'planned' ? null : (
        <div className={css.progress} role="status">
          <span>{t(`migrate.status.${migration.status}`, { done: migration.done, total: migration.total })}</span>
          <Progress value={migration.total ? (100 * migration.done) / migration.total : 100} animated={moving} aria-label={t('migrate.title')} />
        </div>
      )}
      {hidden > 0 ? <p>{t('migrate.hidden', { count: hidden })}</p> : null}
      {migration.remaining ? <p>{t('migrate.remaining', { count: migration.remaining })}</p> : null}
      <DataList label={t('migrate.verdicts')} columns={columns} rowKey={(row) => row.case_id} pages={fromRows(migration.items)} flashKey={(row) => row.status} empty={{ title: t('migrate.no_cases') }} />
    </Section>
  );
}
