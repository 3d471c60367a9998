/** A patient writes: about what, to whom, and in his own words. It is kept while there is no connection. */
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { PageHeader } from '@/components/ui/PageHeader';
import { familyQuery } from '@/lib/family';
import { useLiveState } from '@/lib/live';
import { discard, draft, onSent, put, useOutbox } from '../outbox';
import { recipientsQuery } from '../api/threads';
import css from '../components/Messages.module.css';

const topics = ['health', 'medication', 'result', 'appointment', 'billing'] as const;
type Topic = (typeof topics)[number];
const offices: Topic[] = ['appointment', 'billing'];

export default function NewMyMessagePage() {
  const { t } = useTranslation('messaging');
  const asked = useSearchParams<{ topic?: string; subject?: string }>();
  const navigate = useNavigate();
  const live = useLiveState();
  const { drafts, waiting } = useOutbox();
  const [topic, setTopic] = useState<Topic>(topics.find((one) => one === asked.topic) ?? 'health');
  const [subject, setSubject] = useState(asked.subject ?? '');
  const [to, setTo] = useState('');
  const [whose, setWhose] = useState('');
  const [sent, setSent] = useState<string | null>(null);
  const text = drafts.new ?? '';
  const family = (useQuery(familyQuery).data?.acts_for ?? []).filter((one) => one.rights.includes('messages'));
  const { data: known } = useQuery(recipientsQuery('', whose || undefined));
  const item = waiting.find((one) => one.client_id === sent);
  useEffect(() => onSent((one, reply) => {
    if (one.client_id === sent && 'thread' in reply) void navigate({ to: `/my/messages/${reply.thread.id}`, replace: true });
  }), [sent, navigate]);
  const go = () => {
    if (item?.refused) discard(item.client_id);
    const begins = { kind: 'care', topic, subject: subject.trim(), patient_id: whose || null, user_ids: to && !offices.includes(topic) ? [to] : [] };
    setSent(put({ text: text.trim(), begins }).client_id);
    draft('new', '');
    if (live !== 'live') void navigate({ to: '/my/messages' });
  };
  const people = known?.items ?? [];
  return (
    <div className={css.calm}>
      <PageHeader title={t('new.title')} back={{ to: '/my/messages', label: t('title') }} />
      <p className={css.notice}>{known && !known.patients_write ? t('switched_off') : t('notice', { count: known?.reply_hours ?? 24 })}</p>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); go(); }}>
        {family.length ? <NativeSelect label={t('new.whose')} value={whose} onChange={(event) => { setWhose(event.currentTarget.value); setTo(''); }} data={[{ value: '', label: t('new.mine') }, ...family.map((one) => ({ value: one.patient_id, label: one.name }))]} /> : null}
        <NativeSelect label={t('new.topic')} value={topic} onChange={(event) => setTopic(event.currentTarget.value as Topic)} data={topics.map((value) => ({ value, label: t(`topic.${value}`) }))} />
        {offices.includes(topic) || !people.length ? null : (
          <NativeSelect label={t('new.to_whom')} value={to} onChange={(event) => setTo(event.currentTarget.value)} data={[{ value: '', label: t('new.team') }, ...people.map((one) => ({ value: one.user_id, label: one.away_until ? t('person_away', { name: one.name }) : one.name }))]} />
        )}
        <TextInput label={t('new.subject')} value={subject} maxLength={120} onChange={(event) => setSubject(event.currentTarget.value)} />
        <Textarea label={t('new.text')} value={text} maxLength={4000} autosize minRows={6} maxRows={16} onChange={(event) => draft('new', event.currentTarget.value)} />
        {item?.refused ? <p className={css.refused} role="alert">{t('not_sent', { why: item.refused })}</p> : null}
        <Button type="submit" fullWidth disabled={!subject.trim() || !text.trim() || known?.patients_write === false} loading={Boolean(item && !item.refused)}>{t('send')}</Button>
      </form>
    </div>
  );
}
