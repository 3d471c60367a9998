/** Beside a conversation: about whom, who takes part, and what can be done with it as a whole. */
import { Anchor, Button, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { useFacility } from '@/lib/auth';
import { fullTime } from '@/lib/time';
import { recipientsQuery, useThreadWrites, type Member, type Thread } from '../api/threads';
import css from './Messages.module.css';

export function Details({ shown }: { shown: Thread }) {
  const { t } = useTranslation('messaging');
  const { thread, members } = shown;
  const here = members.filter((who) => !who.gone);
  return (
    <aside className={css.details} aria-label={t('details')}>
      {thread.patient ? (
        <div>
          <h3>{t('patient')}</h3>
          <Anchor component={Link} to={`/patients/${thread.patient.id}`}>{thread.patient.name}</Anchor>
          <p className={css.quiet}>{thread.patient.number}{thread.patient.birth_date ? <> · <DateText date={thread.patient.birth_date} /></> : null}</p>
          {thread.task_id ? <Anchor component={Link} to={`/tasks/${thread.task_id}`}>{t('to_task')}</Anchor> : null}
        </div>
      ) : null}
      {thread.waits_since && thread.reply_due_at ? (
        <div><h3>{t('clock')}</h3><p className={css.quiet}>{t('waits_since')} <TimeText at={thread.waits_since} as="ago" /></p><p className={css.quiet}>{t('promised')} <TimeText at={thread.reply_due_at} /></p></div>
      ) : null}
      <div>
        <h3>{t('people')}</h3>
        <ul className={css.people}>{here.map((who) => <Person key={who.user_id} who={who} last={shown.messages.at(-1)?.seq ?? 0} />)}</ul>
        <Add shown={shown} />
      </div>
      <Whole shown={shown} />
    </aside>
  );
}

function Person({ who, last }: { who: Member; last: number }) {
  const { t } = useTranslation('messaging');
  const { zone } = useFacility();
  const marks = [
    who.covers_name ? t('covers', { name: who.covers_name }) : '',
    who.away_until ? t('away_until', { until: fullTime(who.away_until, zone) }) : '',
    who.read_seq >= last ? t('has_read') : '',
  ].filter(Boolean);
  return <li><Avatar name={who.name} size={24} /><span>{who.name}<small>{[t(`side.${who.side}`), ...marks].join(' · ')}</small></span></li>;
}

function Add({ shown }: { shown: Thread }) {
  const { t } = useTranslation('messaging');
  const [search, setSearch] = useState('');
  const { data } = useQuery(recipientsQuery(search, shown.thread.patient?.id));
  const { add } = useThreadWrites(shown.thread.id);
  const here = new Set(shown.members.filter((who) => !who.gone).map((who) => who.user_id));
  const people = (data?.items ?? []).filter((one) => !here.has(one.user_id));
  return (
    <Select aria-label={t('add_person')} placeholder={t('add_person')} searchable value={null} searchValue={search} onSearchChange={setSearch} nothingFoundMessage={t('nobody')}
      data={people.map((one) => ({ value: one.user_id, label: one.away_until ? t('person_away', { name: one.name }) : one.name }))} filter={({ options }) => options}
      onChange={(value) => { if (value) add.mutate(value); setSearch(''); }} disabled={add.isPending} />
  );
}

function Whole({ shown }: { shown: Thread }) {
  const { t } = useTranslation('messaging');
  const navigate = useNavigate();
  const writes = useThreadWrites(shown.thread.id);
  const { thread } = shown;
  return (
    <div className={css.stack}>
      {thread.taking_part ? <Switch label={t('mute')} checked={thread.muted} onChange={(event) => writes.mute.mutate(event.currentTarget.checked)} /> : <Button variant="default" onClick={() => writes.join.mutate()}>{t('join')}</Button>}
      {thread.status === 'open'
        ? <Button variant="default" loading={writes.close.isPending} onClick={() => writes.close.mutate()}>{t('settle')}</Button>
        : <Button variant="default" loading={writes.reopen.isPending} onClick={() => writes.reopen.mutate()}>{t('reopen')}</Button>}
      {thread.taking_part ? <Button variant="subtle" onClick={() => writes.leave.mutate(undefined, { onSuccess: () => { if (thread.kind === 'staff') void navigate({ to: '/messages' }); } })}>{t('leave')}</Button> : null}
    </div>
  );
}
