/** Providers whose people may sign in here (OpenID Connect). */
import { Button, Drawer, NativeSelect, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { providersQuery, useSwitchOff, useTrust } from '../api/providers';
import css from './Forms.module.css';

export function Providers() {
  const { t } = useTranslation('identity');
  const confirm = useConfirm();
  const { data } = useQuery(providersQuery);
  const off = useSwitchOff();
  const [making, setMaking] = useState(false);
  const switchOff = async (id: string, name: string) => {
    if (await confirm({ title: t('providers.off_title', { name }), body: t('providers.off_body'), verb: t('apps.off'), destructive: true })) off.mutate(id);
  };
  return (
    <Section title={t('providers.title')} hint={t('providers.hint')}
      actions={<Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t('providers.new')}</Button>}>
      {data?.items.length ? (
        <ul className={css.list}>
          {data.items.map((one) => (
            <li key={one.id} className={css.row}>
              <div className={css.words}>
                <strong>{one.name}</strong>
                <span><code>{one.issuer}</code> · {one.domains.length ? <code>{one.domains.join(', ')}</code> : t('providers.no_domain')} · {t('apps.people', { count: one.people })}</span>
                <span>{t('providers.back')} <code>{one.redirect_uri}</code></span>
              </div>
              {one.kind === 'test' ? <StatusBadge tone="attention" label={t('providers.test')} /> : null}
              {one.disabled_at ? <StatusBadge tone="neutral" label={t('apps.is_off')} /> : <Button variant="default" onClick={() => void switchOff(one.id, one.name)}>{t('apps.off')}</Button>}
            </li>
          ))}
        </ul>
      ) : <p className={css.lead}>{t('providers.none')}</p>}
      <Drawer opened={making} onClose={() => setMaking(false)} position="right" size="md" title={t('providers.new')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {making ? <Editor onDone={() => setMaking(false)} /> : null}
      </Drawer>
    </Section>
  );
}

function Editor({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('identity');
  const trust = useTrust();
  const [form, setForm] = useState({ slug: '', name: '', kind: 'oidc' as 'oidc' | 'test', issuer: 'https://', client_id: '', secret: '', domains: '' });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    trust.mutate({ ...form, domains: form.domains.split(/[\s,]+/).filter(Boolean) }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={trust.error} />
      <NativeSelect label={t('roles.kind')} value={form.kind} onChange={(event) => set({ kind: event.currentTarget.value as 'oidc' | 'test' })}
        data={[{ value: 'oidc', label: 'OpenID Connect' }, { value: 'test', label: t('providers.test') }]} />
      <TextInput label={t('apps.name')} description={t('providers.name_hint')} maxLength={80} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <TextInput label={t('providers.slug')} description={t('providers.slug_hint')} maxLength={31} value={form.slug} onChange={(event) => set({ slug: event.currentTarget.value })} />
      <TextInput label={t('providers.issuer')} value={form.issuer} onChange={(event) => set({ issuer: event.currentTarget.value })} />
      <TextInput label={t('providers.client')} value={form.client_id} onChange={(event) => set({ client_id: event.currentTarget.value })} />
      <TextInput label={t('providers.secret')} type="password" autoComplete="off" value={form.secret} onChange={(event) => set({ secret: event.currentTarget.value })} />
      <Textarea label={t('providers.domains')} description={t('providers.domains_hint')} autosize value={form.domains} onChange={(event) => set({ domains: event.currentTarget.value })} />
      <div><Button type="submit" loading={trust.isPending}>{t('common:save')}</Button></div>
    </form>
  );
}
