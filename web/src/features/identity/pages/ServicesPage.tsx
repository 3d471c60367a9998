/** Programs that call this hub with a key: what each may at most, which keys live, when they were used. */
import { Button, Drawer, MultiSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Bot, KeyRound, Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { useConfirm } from '@/components/ui/confirm';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { serverNow } from '@/lib/clock';
import { rolesQuery, servicesQuery, useMakeKey, useMakeService, useRevokeKey, type Service } from '../api/access';
import { AccessTabs } from '../components/AccessTabs';
import css from '../components/Forms.module.css';
import { PermissionPicker } from '../components/PermissionPicker';
import { Told } from '../components/Told';

export default function ServicesPage() {
  const { t } = useTranslation('identity');
  const { data, error, refetch } = useQuery(servicesQuery);
  const [making, setMaking] = useState(false);
  const [keyFor, setKeyFor] = useState<Service | null>(null);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  return (
    <>
      <AccessTabs part="services" actions={<Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t('services.new')}</Button>} />
      {data.items.length === 0 ? <EmptyState icon={Bot} title={t('services.none')} hint={t('services.none_hint')} /> : null}
      {data.items.map((service) => (
        <Section key={service.id} title={service.name} hint={service.roles.map((role) => t(`common:roles.${role}` as 'common:roles.patient', role)).join(', ')}
          actions={<Button variant="default" leftSection={<KeyRound size={16} aria-hidden />} onClick={() => setKeyFor(service)}>{t('services.new_key')}</Button>}>
          <Keys service={service} />
        </Section>
      ))}
      <Drawer opened={making} onClose={() => setMaking(false)} position="right" size="md" title={t('services.new')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {making ? <NewService onDone={() => setMaking(false)} /> : null}
      </Drawer>
      <Drawer opened={keyFor !== null} onClose={() => setKeyFor(null)} position="right" size="lg" title={t('services.new_key')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {keyFor ? <NewKey service={keyFor} onDone={() => setKeyFor(null)} /> : null}
      </Drawer>
    </>
  );
}

function Keys({ service }: { service: Service }) {
  const { t } = useTranslation('identity');
  const confirm = useConfirm();
  const revoke = useRevokeKey();
  if (service.keys.length === 0) return <p className={css.lead}>{t('services.no_keys')}</p>;
  const end = async (id: string, name: string) => {
    if (await confirm({ title: t('services.revoke_title', { name }), body: t('services.revoke_body'), verb: t('services.revoke'), destructive: true })) revoke.mutate(id);
  };
  return (
    <ul className={css.list}>
      {service.keys.map((key) => {
        const over = Date.parse(key.expires_at) <= serverNow();
        return (
          <li key={key.id} className={css.row}>
            <div className={css.words}>
              <strong>{key.name} <code>{key.hint}…</code></strong>
              <span><code>{key.scopes.join(' · ')}</code></span>
              <span>{t('services.expires')} <TimeText at={key.expires_at} as="date" /> · {key.last_used_at ? <>{t('passkeys.used')} <TimeText at={key.last_used_at} as="ago" /></> : t('services.never_used')}</span>
            </div>
            {key.revoked_at || over ? <StatusBadge tone="neutral" label={t(key.revoked_at ? 'services.revoked' : 'services.over')} />
              : <Button variant="default" loading={revoke.isPending && revoke.variables === key.id} onClick={() => void end(key.id, key.name)}>{t('services.revoke')}</Button>}
          </li>
        );
      })}
    </ul>
  );
}

function NewService({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('identity');
  const { data: roles } = useQuery(rolesQuery);
  const make = useMakeService();
  const [name, setName] = useState('');
  const [held, setHeld] = useState<string[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ name: name.trim(), roles: held }, { onSuccess: onDone });
  };
  const choices = (roles?.roles ?? []).filter(({ code }) => !['admin', 'patient', 'doctor', 'nurse'].includes(code));
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={make.error} />
      <TextInput label={t('services.name')} maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <MultiSelect label={t('services.roles')} value={held} onChange={setHeld} data={choices.map((one) => ({ value: one.code, label: t(`common:roles.${one.code}` as 'common:roles.patient', one.name) }))} />
      <div><Button type="submit" loading={make.isPending} disabled={name.trim().length < 2 || held.length === 0}>{t('common:save')}</Button></div>
    </form>
  );
}

function NewKey({ service, onDone }: { service: Service; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const { data: roles } = useQuery(rolesQuery);
  const make = useMakeKey(service.id);
  const [name, setName] = useState('');
  const [days, setDays] = useState(90);
  const [scopes, setScopes] = useState<string[]>([]);
  if (make.data) return <Told lead={t('services.told')} secret={make.data.key} onDone={onDone} />;
  const words = new Map((roles?.permissions ?? []).map((one) => [one.code, one.words]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ name: name.trim(), scopes, days });
  };
  return (
    <form onSubmit={submit} noValidate className={css.wide}>
      <FormProblem problem={make.error} />
      <div className={css.pair}>
        <TextInput label={t('services.key_name')} maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <NumberInput label={t('services.days')} min={1} max={366} value={days} onChange={(value) => setDays(Number(value))} />
      </div>
      <PermissionPicker label={t('services.scopes')} search={t('roles.search')} items={service.permissions.map((code) => ({ code, words: words.get(code) ?? code }))} value={scopes} onChange={setScopes} />
      <div><Button type="submit" loading={make.isPending} disabled={!name.trim() || scopes.length === 0}>{t('services.make_key')}</Button></div>
    </form>
  );
}
