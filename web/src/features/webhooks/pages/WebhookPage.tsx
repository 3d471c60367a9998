/** One webhook: test it, pause it, renew its secret, and see what became of what was sent. */
import { Button, Menu, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, Pause, Play, Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useWebhook, webhookQuery, type Kind, type Webhook } from '../api/webhooks';
import { Deliveries } from '../components/Deliveries';
import { HookStatus } from '../components/HookStatus';
import { Secret } from '../components/Secret';
import { WebhookForm } from '../components/WebhookForm';
import css from '../components/Webhooks.module.css';

export default function WebhookPage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('webhooks');
  const { data, error, refetch } = useQuery(webhookQuery(id));
  const back = { to: '/pathways/webhooks', label: t('title') };
  if (error && !data) return <><PageHeader title={t('title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  return data ? <Shown hook={data} /> : <><PageHeader title={t('title')} back={back} /><Skeleton height={360} radius="md" /></>;
}

function Shown({ hook }: { hook: Webhook }) {
  const { t } = useTranslation('webhooks');
  const confirm = useConfirm();
  const navigate = useNavigate();
  const does = useWebhook(hook.id);
  const [editing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const renew = async () => {
    if (await confirm({ title: t('renew.title'), body: t('renew.body'), verb: t('renew.verb') })) does.renew.mutate(undefined, { onSuccess: (made) => setSecret(made.secret) });
  };
  const remove = async () => {
    if (await confirm({ title: t('remove.title', { name: hook.name }), body: t('remove.body'), verb: t('remove.verb'), destructive: true })) does.remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/pathways/webhooks' }) });
  };
  const paused = hook.status === 'paused';
  return (
    <>
      <PageHeader title={hook.name} badge={<HookStatus hook={hook} />} back={{ to: '/pathways/webhooks', label: t('title') }}
        actions={(
          <>
            <Button leftSection={<Send size={16} aria-hidden />} loading={does.test.isPending} onClick={() => does.test.mutate()}>{t('test')}</Button>
            <Button variant="default" leftSection={paused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />} loading={does.pause.isPending || does.resume.isPending} onClick={() => (paused ? does.resume : does.pause).mutate()}>{t(paused ? 'resume' : 'pause')}</Button>
            <Menu position="bottom-end">
              <Menu.Target><Button variant="default" leftSection={<Ellipsis size={16} aria-hidden />}>{t('more')}</Button></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setEditing(true)}>{t('edit')}</Menu.Item>
                <Menu.Item onClick={() => void renew()}>{t('renew.verb')}</Menu.Item>
                <Menu.Item color="red" onClick={() => void remove()}>{t('remove.verb')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )} />
      <Section title={t('facts')}>
        <KeyValue items={[
          { label: t('url'), value: <span className={css.address}>{hook.url}</span> },
          { label: t('pathways'), value: hook.process_ids.join(', ') || t('every') },
          { label: t('kinds'), value: hook.kinds.map((kind) => t(`kind.${kind as Kind}`)).join(', ') },
          { label: t('delivery.waiting'), value: hook.waiting },
          hook.resting_until && new Date(hook.resting_until) > new Date() ? { label: t('rests'), value: <TimeText at={hook.resting_until} /> } : null,
          hook.former_until && new Date(hook.former_until) > new Date() ? { label: t('both'), value: <TimeText at={hook.former_until} /> } : null,
        ]} />
      </Section>
      <Section title={t('deliveries')} actions={hook.dead ? <Button variant="default" loading={does.retryAll.isPending} onClick={() => does.retryAll.mutate()}>{t('retry_all', { count: hook.dead })}</Button> : undefined}>
        <Deliveries id={hook.id} onRetry={(delivery) => does.retry.mutate(delivery)} />
      </Section>
      {editing ? (
        <WebhookForm title={t('edit')} verb={t('save')} busy={does.edit.isPending} problem={does.edit.error} onClose={() => setEditing(false)}
          start={{ name: hook.name, url: hook.url, process_ids: hook.process_ids, kinds: hook.kinds as Kind[] }}
          onSave={(wish) => does.edit.mutate({ ...wish, version: hook.version }, { onSuccess: () => setEditing(false) })} />
      ) : null}
      <Secret secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}
