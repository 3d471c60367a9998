/** Apps of others that may act for people here, by their consent (OAuth 2.1, OpenID Connect). */
import { Button, Drawer, Switch, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AppWindow, Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { useConfirm } from '@/components/ui/confirm';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { appsQuery, useDisableApp, useRegisterApp } from '../api/access';
import { AccessTabs } from '../components/AccessTabs';
import css from '../components/Forms.module.css';
import { PermissionPicker } from '../components/PermissionPicker';
import { Providers } from '../components/Providers';
import { Told } from '../components/Told';

export default function AppsPage() {
  const { t } = useTranslation('identity');
  const confirm = useConfirm();
  const { data, error, refetch } = useQuery(appsQuery);
  const disable = useDisableApp();
  const [making, setMaking] = useState(false);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  const off = async (id: string, name: string) => {
    if (await confirm({ title: t('apps.off_title', { name }), body: t('apps.off_body'), verb: t('apps.off'), destructive: true })) disable.mutate(id);
  };
  return (
    <>
      <AccessTabs part="apps" actions={<Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t('apps.new')}</Button>} />
      {data.items.length === 0 ? <EmptyState icon={AppWindow} title={t('apps.none')} hint={t('apps.none_hint')} /> : (
        <ul className={css.list}>
          {data.items.map((app) => (
            <li key={app.id} className={css.row}>
              <div className={css.words}>
                <strong>{app.name} <code>{app.client_id}</code></strong>
                <span><code>{app.redirect_uris.join(' · ')}</code></span>
                <span><code>{app.scopes.join(' · ')}</code> · {t('apps.people', { count: app.people })}</span>
              </div>
              <StatusBadge tone="neutral" label={t(app.confidential ? 'apps.confidential' : 'apps.public')} />
              {app.disabled_at ? <StatusBadge tone="attention" label={t('apps.is_off')} /> : <Button variant="default" onClick={() => void off(app.id, app.name)}>{t('apps.off')}</Button>}
            </li>
          ))}
        </ul>
      )}
      <Providers />
      <p className={css.lead}>{t('apps.issuer')} <code>{data.issuer}</code></p>
      <Drawer opened={making} onClose={() => setMaking(false)} position="right" size="lg" title={t('apps.new')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {making ? <NewApp scopes={data.scopes} onDone={() => setMaking(false)} /> : null}
      </Drawer>
    </>
  );
}

function NewApp({ scopes, onDone }: { scopes: { scope: string; words: string }[]; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const register = useRegisterApp();
  const [form, setForm] = useState({ name: '', uris: '', scopes: ['openid', 'profile'], confidential: false });
  if (register.data) return <Told lead={t(register.data.secret ? 'apps.told_secret' : 'apps.told')} secret={[register.data.client_id, register.data.secret].filter(Boolean).join('\n')} onDone={onDone} />;
  const redirect_uris = form.uris.split('\n').map((line) => line.trim()).filter(Boolean);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    register.mutate({ name: form.name.trim(), redirect_uris, scopes: form.scopes, confidential: form.confidential });
  };
  return (
    <form onSubmit={submit} noValidate className={css.wide}>
      <FormProblem problem={register.error} />
      <TextInput label={t('apps.name')} maxLength={80} value={form.name} onChange={(event) => setForm({ ...form, name: event.currentTarget.value })} />
      <Textarea label={t('apps.uris')} description={t('apps.uris_hint')} autosize minRows={2} value={form.uris} onChange={(event) => setForm({ ...form, uris: event.currentTarget.value })} />
      <Switch label={t('apps.confidential')} description={t('apps.confidential_hint')} checked={form.confidential} onChange={(event) => setForm({ ...form, confidential: event.currentTarget.checked })} />
      <PermissionPicker label={t('services.scopes')} search={t('roles.search')} items={scopes.map(({ scope, words }) => ({ code: scope, words }))} value={form.scopes} onChange={(next) => setForm({ ...form, scopes: next })} />
      <div><Button type="submit" loading={register.isPending} disabled={form.name.trim().length < 2 || redirect_uris.length === 0 || form.scopes.length === 0}>{t('apps.register')}</Button></div>
    </form>
  );
}
