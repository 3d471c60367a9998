/** Which topics come over which channels, when not to be disturbed, one e-mail a day, and where texts go. */
import { Button, Checkbox, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { notifyDone } from '@/lib/notify';
import { settingsQuery, useWriteSettings, type NotificationSettings } from '../api/settings';
import css from './HowToTell.module.css';

const channels = ['push', 'email', 'sms'] as const;

export default function HowToTell() {
  const { data } = useQuery(settingsQuery);
  return data ? <Form key={JSON.stringify(data)} kept={data} /> : null;
}

function Form({ kept }: { kept: NotificationSettings }) {
  const { t } = useTranslation('notifications');
  const [now, setNow] = useState(kept);
  const write = useWriteSettings();
  const set = (change: Partial<NotificationSettings>) => setNow({ ...now, ...change });
  const quiet = now.quiet_from !== null;
  const choose = (topic: string, channel: (typeof channels)[number], wanted: boolean) => set({ topics: now.topics.map((one) => (one.topic === topic ? { ...one, [channel]: wanted } : one)) });
  const clock = (value: string | null) => (value ?? '').slice(0, 5);
  return (
    <Section title={t('how.title')} hint={t('how.hint')}>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); write.mutate(now, { onSuccess: () => notifyDone(t('how.kept')) }); }}>
        <table className={css.table}>
          <thead><tr><th scope="col">{t('how.topic')}</th>{channels.map((channel) => <th key={channel} scope="col">{t(`channel.${channel}`)}</th>)}</tr></thead>
          <tbody>
            {now.topics.map((one) => (
              <tr key={one.topic}>
                <th scope="row">{t(`topic.${one.topic as 'visits'}`)}</th>
                {channels.map((channel) => <td key={channel}><Checkbox aria-label={t('how.over', { topic: t(`topic.${one.topic as 'visits'}`), channel: t(`channel.${channel}`) })} checked={one[channel]} onChange={(event) => choose(one.topic, channel, event.currentTarget.checked)} /></td>)}
              </tr>
            ))}
          </tbody>
        </table>
        <TextInput label={t('how.phone')} description={t('how.phone_hint')} type="tel" autoComplete="tel" value={now.phone} maxLength={40} onChange={(event) => set({ phone: event.currentTarget.value })} />
        <NativeSelect label={t('how.language')} value={now.language} onChange={(event) => set({ language: event.currentTarget.value })} data={[...new Set([...now.languages, now.language])].map((one) => ({ value: one, label: new Intl.DisplayNames([one], { type: 'language' }).of(one) ?? one }))} />
        <Switch label={t('how.digest')} checked={now.digest} onChange={(event) => set({ digest: event.currentTarget.checked })} />
        <Switch label={t('how.quiet')} checked={quiet} onChange={(event) => set(event.currentTarget.checked ? { quiet_from: '22:00', quiet_until: '07:00', zone: Intl.DateTimeFormat().resolvedOptions().timeZone } : { quiet_from: null, quiet_until: null })} />
        {quiet ? (
          <div className={css.hours}>
            <TextInput type="time" label={t('how.from')} value={clock(now.quiet_from)} onChange={(event) => set({ quiet_from: event.currentTarget.value || '22:00' })} />
            <TextInput type="time" label={t('how.until')} value={clock(now.quiet_until)} onChange={(event) => set({ quiet_until: event.currentTarget.value || '07:00' })} />
            <TextInput label={t('how.zone')} value={now.zone} maxLength={60} onChange={(event) => set({ zone: event.currentTarget.value })} />
          </div>
        ) : null}
        <div><Button type="submit" loading={write.isPending} disabled={JSON.stringify(now) === JSON.stringify(kept)}>{t('how.keep')}</Button></div>
      </form>
    </Section>
  );
}
