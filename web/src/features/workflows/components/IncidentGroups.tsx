/** Incidents by cause, the most frequent first, each to be repaired as a whole, with progress. */
import { Button, Menu, Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { get, post, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { MendMany, type ManyDeed } from './MendMany';
import css from './Teamwork.module.css';

type Group = Schema<'IncidentGroup'>;
type Asked = 'retry' | 'skip' | 'cancel' | 'suspend' | 'resume';
const groupsQuery = (process: string | undefined) =>
  queryOptions({ queryKey: ['cases', 'incidents', process ?? ''], queryFn: ({ signal }) => get('/api/incidents', { query: { process: process ?? null }, signal }) });

export function IncidentGroups({ process }: { process: string | undefined }) {
  const { t } = useTranslation('workflows');
  const { data } = useQuery(groupsQuery(process));
  const [batch, setBatch] = useState<string | null>(null);
  if (!data?.items.length && !batch) return null;
  return (
    <Section title={t('groups.title')} hint={t('groups.hint')}>
      {batch ? <Batch id={batch} /> : null}
      <ul className={css.groups} aria-label={t('groups.title')}>
        {(data?.items ?? []).map((group) => <One key={`${group.process_id} ${group.element_id} ${group.code}`} group={group} onBegun={setBatch} />)}
      </ul>
    </Section>
  );
}

function One({ group, onBegun }: { group: Group; onBegun: (id: string) => void }) {
  const { t } = useTranslation('workflows');
  const confirm = useConfirm();
  const qc = useQueryClient();
  const [dialog, setDialog] = useState<'edit' | 'move' | null>(null);
  const begin = useWrite((deed: ManyDeed | { action: Asked; reason: string }, key) => post('/api/incidents/batches', {
    body: { process_id: group.process_id, element_id: group.element_id, code: group.code, ...deed }, idempotencyKey: key,
  }), { onSuccess: (one) => { onBegun(one.id); void qc.invalidateQueries({ queryKey: ['cases', 'incidents'] }); } });
  const ask = async (action: Asked) => {
    const answer = await confirm({ title: t(`groups.ask.${action}`, { count: group.number }), body: t('groups.body'), verb: t(`groups.verb.${action}`), destructive: action === 'skip' || action === 'cancel', reason: { label: t('case.cancel.why') } });
    if (answer) begin.mutate({ action, reason: answer.reason });
  };
  return (
    <li>
      <div>
        <strong>{t('groups.count', { count: group.number })}</strong> · <code>{group.element_id}</code> · <code>{group.code}</code>
        <p className={css.quiet}>{group.detail || group.process_id} · {t('groups.since')} <TimeText at={group.oldest_at} /> · <Link to={`/cases/${group.case_id}`}>{t('groups.look')}</Link></p>
      </div>
      <Button loading={begin.isPending} onClick={() => void ask('retry')}>{t('groups.verb.retry')}</Button>
      {group.kind === 'step' ? <Button variant="default" onClick={() => void ask('skip')}>{t('groups.verb.skip')}</Button> : null}
      <Menu position="bottom-end">
        <Menu.Target><Button variant="subtle" color="gray">{t('groups.more')}</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('edit')}>{t('groups.verb.edit')}</Menu.Item>
          <Menu.Item onClick={() => setDialog('move')}>{t('groups.verb.move')}</Menu.Item>
          <Menu.Item onClick={() => void ask('suspend')}>{t('groups.verb.suspend')}</Menu.Item>
          <Menu.Item onClick={() => void ask('resume')}>{t('groups.verb.resume')}</Menu.Item>
          <Menu.Item onClick={() => void ask('cancel')}>{t('groups.verb.cancel')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog ? <MendMany kind={dialog} example={group.case_id} element={group.element_id} count={group.number} onClose={() => setDialog(null)} onDeed={(deed) => { setDialog(null); begin.mutate(deed); }} /> : null}
    </li>
  );
}

function Batch({ id }: { id: string }) {
  const { t } = useTranslation('workflows');
  const { data } = useQuery({ queryKey: ['cases', 'batch', id], queryFn: ({ signal }) => get('/api/incidents/batches/{batch_id}', { path: { batch_id: id }, signal }) });
  if (!data) return null;
  return (
    <div role="status">
      <p>{t(data.ended_at ? 'groups.over' : 'groups.going', { done: data.done - data.failed, total: data.total, failed: data.failed })}</p>
      <Progress value={(100 * data.done) / Math.max(1, data.total)} aria-label={t('groups.title')} />
    </div>
  );
}
