/** Everybody with an account: who they are here, whether they can sign in, when they were last seen. */
import { Button, NativeSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { Building2, UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useUsers, type User } from '../api/people';
import { useRoles } from '../components/roles';

export default function PeoplePage() {
  const { t } = useTranslation('staff');
  const navigate = useNavigate();
  const { search, role } = useSearchParams<{ search: string; role: string }>();
  const [typed, setTyped] = useState(search);
  const [settled] = useDebouncedValue(typed, 200);
  const go = (next: { search: string; role: string }) => void navigate({ to: '/people', search: next as never, replace: true });
  useEffect(() => {
    void navigate({ to: '/people', search: ((old: { role?: string }) => ({ search: settled, role: old.role ?? '' })) as never, replace: true });
  }, [settled, navigate]);
  const pages = useUsers(settled, role);
  const { roles, nameOf } = useRoles();
  const columns: Column<User>[] = [
    { key: 'name', header: t('field.name'), cell: (row) => <strong>{row.name}</strong> },
    { key: 'roles', header: t('field.roles'), cell: (row) => row.roles.map(nameOf).join(', '), phone: 'bare' },
    { key: 'email', header: t('field.email'), cell: (row) => row.email, phone: 'bare' },
    { key: 'seen', header: t('field.seen'), cell: (row) => (row.last_seen_at ? <TimeText at={row.last_seen_at} as="ago" /> : t('people.never')) },
    { key: 'status', header: t('field.status'), cell: (row) => (row.status === 'active' ? <span className="visually-hidden">{t('status.active')}</span> : <StatusBadge tone="neutral" label={t('status.disabled')} />), phone: 'bare' },
  ];
  return (
    <>
      <PageHeader title={t('people.title')} actions={<>
        <Button component={Link} to="/hospital" variant="default" leftSection={<Building2 size={16} aria-hidden />}>{t('hospital.title')}</Button>
        <Button component={Link} to="/people/new" leftSection={<UserPlus size={16} aria-hidden />}>{t('new.title')}</Button>
      </>} />
      <DataList label={t('people.title')} pages={pages} columns={columns} rowKey={(row) => row.id} linkTo={(row) => `/people/${row.id}`}
        search={{ value: typed, onChange: setTyped, placeholder: t('people.search') }}
        filters={<NativeSelect aria-label={t('field.role')} value={role} onChange={(event) => go({ search: settled, role: event.currentTarget.value })}
          data={[{ value: '', label: t('people.every_role') }, ...roles.map(({ code, name }) => ({ value: code, label: name })), { value: 'patient', label: nameOf('patient') }]} />}
        empty={{ title: t('people.nobody'), hint: t('people.nobody_hint') }} />
    </>
  );
}
