/** Switches of the whole hospital: set, see who set them and why, and take the last change back. */
import { Button, Collapse, NumberInput, Skeleton, Switch as Toggle, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { historyQuery, switchesQuery, useSetSwitch, useUndoSwitch, type Switch } from '../api/hub';
import css from './Hub.module.css';

export default function SwitchesPage() {
  const { t } = useTranslation('admin');
  const { data, error, refetch } = useQuery(switchesQuery);
  return (
    <>
      <PageHeader title={t('switches.title')} lead={t('switches.lead')} back={{ to: '/admin', label: t('hub.title') }} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : !data ? <Skeleton height={240} radius="md" />
        : <ul className={css.switches}>{data.items.map((one) => <One key={one.key} one={one} />)}</ul>}
    </>
  );
}

function One({ one }: { one: Switch }) {
  const { t } = useTranslation('admin');
  const set = useSetSwitch();
  const undo = useUndoSwitch();
  const [shown, setShown] = useState(false);
  const title = t(`switches.names.${one.key.replaceAll('.', '_')}` as 'switches.names.portal_registration', one.key);
  const change = async (value: boolean | number | string) => {
    const answer = await ask({ title, body: t(`switches.about.${one.key.replaceAll('.', '_')}` as 'switches.about.portal_registration', ''), verb: t('switches.change'), reason: { label: t('switches.why') } });
    if (answer) set.mutate({ key: one.key, value, reason: answer.reason });
  };
  return (
    <li>
      <div>
        <p>{title}</p>
        <small>{t(`switches.about.${one.key.replaceAll('.', '_')}` as 'switches.about.portal_registration', '')}</small>
        {one.changed_at ? <div><small>{one.changed_by}, <TimeText at={one.changed_at} as="ago" /></small> <Button size="compact-xs" variant="subtle" onClick={() => setShown(!shown)}>{t('switches.history')}</Button><Button size="compact-xs" variant="subtle" loading={undo.isPending} onClick={() => undo.mutate(one.key)}>{t('switches.undo')}</Button></div> : null}
        <Collapse expanded={shown}>{shown ? <History of={one.key} /> : null}</Collapse>
      </div>
      {one.kind === 'bool' ? <Toggle checked={one.value === true} aria-label={title} onChange={(event) => void change(event.currentTarget.checked)} />
        : one.kind === 'int' ? <NumberInput aria-label={title} defaultValue={Number(one.value)} min={one.least} max={one.most} onBlur={(event) => { const value = Number(event.currentTarget.value); if (value !== one.value) void change(value); }} />
          : <TextInput aria-label={title} defaultValue={String(one.value)} maxLength={one.most} onBlur={(event) => { if (event.currentTarget.value !== one.value) void change(event.currentTarget.value); }} />}
    </li>
  );
}

function History({ of }: { of: string }) {
  const { t } = useTranslation('admin');
  const { data } = useQuery(historyQuery(of));
  const word = (value: unknown) => (value === true ? t('switches.on') : value === false ? t('switches.off') : String(value));
  return <div className={css.diff}>{data?.items.map((row) => <div key={row.id}><TimeText at={row.at} /> · {row.by_name}: {word(row.before)} → {word(row.value)}{row.reason ? ` (${row.reason})` : ''}</div>)}</div>;
}
