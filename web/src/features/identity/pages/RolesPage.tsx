/** Built-in roles to read, and roles of this hospital's own to make. */
import { Button, Drawer, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { asProblem } from '@/lib/problem';
import { rolesQuery, useRetireRole, useSaveRole, type Role, type RoleForm, type Roles } from '../api/access';
import { AccessTabs } from '../components/AccessTabs';
import css from '../components/Forms.module.css';
import { PermissionPicker } from '../components/PermissionPicker';

const fresh: RoleForm = { id: null, name: '', based_on: '', permissions: [] };

export default function RolesPage() {
  const { t } = useTranslation('identity');
  const { data, error, isPending, refetch } = useQuery(rolesQuery);
  const [open, setOpen] = useState<Role | 'new' | null>(null);
  const nameOf = (role: Role) => (role.id ? role.name : t(`common:roles.${role.code}` as 'common:roles.patient', role.name));
  const columns: Column<Role>[] = [
    { key: 'name', header: t('roles.name'), cell: (role) => <strong>{nameOf(role)}</strong> },
    { key: 'kind', header: t('roles.kind'), cell: (role) => <StatusBadge tone={role.id ? 'info' : 'neutral'} label={t(role.id ? 'roles.own' : 'roles.built_in')} />, phone: 'bare' },
    { key: 'may', header: t('roles.permissions'), cell: (role) => role.permissions.length },
    { key: 'holders', header: t('roles.holders'), cell: (role) => role.holders },
  ];
  return (
    <>
      <AccessTabs part="roles" actions={<Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpen('new')}>{t('roles.new')}</Button>} />
      <DataList label={t('roles.title')} pages={fromRows(data?.roles, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })}
        columns={columns} rowKey={(role) => role.code} onOpen={setOpen} empty={{ title: t('roles.none') }} />
      <Drawer opened={open !== null} onClose={() => setOpen(null)} position="right" size="lg" closeButtonProps={{ 'aria-label': t('common:close') }}
        title={open === 'new' ? t('roles.new') : open ? nameOf(open) : ''}>
        {open === 'new' || (open && open.id) ? <Editor key={open === 'new' ? 'new' : open.id} roles={data!} role={open === 'new' ? null : open} onDone={() => setOpen(null)} /> : null}
        {open && open !== 'new' && !open.id ? <Reader roles={data!} role={open} /> : null}
      </Drawer>
    </>
  );
}

function Reader({ roles, role }: { roles: Roles; role: Role }) {
  const words = new Map(roles.permissions.map(({ code, words: said }) => [code, said]));
  return <ul>{role.permissions.map((code) => <li key={code}>{words.get(code) ?? code} <code>{code}</code></li>)}</ul>;
}

function Editor({ roles, role, onDone }: { roles: Roles; role: Role | null; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const confirm = useConfirm();
  const save = useSaveRole();
  const retire = useRetireRole();
  const [form, setForm] = useState<RoleForm>(role ? { id: role.id ?? null, name: role.name, based_on: role.based_on, permissions: role.permissions } : fresh);
  const begin = (code: string) => setForm({ ...form, based_on: code, permissions: roles.roles.find((one) => one.code === code)?.permissions ?? [] });
  const grantable = roles.permissions.filter((one) => one.grantable);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const permissions = form.permissions.filter((code) => grantable.some((one) => one.code === code));
    save.mutate({ ...form, permissions }, { onSuccess: onDone });
  };
  const drop = async () => {
    if (await confirm({ title: t('roles.retire_title', { name: form.name }), body: t('roles.retire_body'), verb: t('roles.retire'), destructive: true })) retire.mutate(form.id!, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className={css.wide}>
      <FormProblem problem={save.error} />
      <TextInput label={t('roles.name')} maxLength={60} value={form.name} onChange={(event) => setForm({ ...form, name: event.currentTarget.value })} />
      {role ? null : (
        <NativeSelect label={t('roles.based_on')} value={form.based_on} onChange={(event) => begin(event.currentTarget.value)}
          data={[{ value: '', label: t('roles.nothing') }, ...roles.roles.filter((one) => !one.id).map((one) => ({ value: one.code, label: t(`common:roles.${one.code}` as 'common:roles.patient', one.name) }))]} />
      )}
      <PermissionPicker label={t('roles.permissions')} search={t('roles.search')} items={grantable} value={form.permissions} onChange={(permissions) => setForm({ ...form, permissions })} />
      <div className={css.buttons}>
        <Button type="submit" loading={save.isPending} disabled={form.name.trim().length < 2}>{t('common:save')}</Button>
        {role ? <Button variant="default" loading={retire.isPending} onClick={() => void drop()}>{t('roles.retire')}</Button> : null}
      </div>
    </form>
  );
}
