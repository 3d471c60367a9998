/** Employment, licences, privileges, leave of one person; with the forms for whoever may change them. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@mantine/core';
import { useConfirm } from '@/components/ui/confirm';
import { DataList, fromRows } from '@/components/ui/DataList';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { DateText } from '@/components/ui/TimeText';
import { departmentsQuery } from '../api/people';
import { useDropCredential, useRevoke, useVerify, type Credential, type StaffRecord } from '../api/records';
import { LeaveLine } from './Leave';
import { AllowanceForm, CredentialForm, EmploymentForm, PrivilegeForm, RenewForm } from './RecordForms';
import css from './Rota.module.css';
import { useState } from 'react';

export function DaysLeft({ credential }: { credential: Credential }) {
  const { t } = useTranslation('staff');
  const left = credential.days_left;
  if (credential.renewed_by_id) return <StatusBadge tone="neutral" label={t('record.renewed')} />;
  if (left == null) return <StatusBadge tone="done" label={t('record.holds')} />;
  if (left < 0) return <StatusBadge tone="problem" label={t('record.ended')} />;
  return <StatusBadge tone={left <= 60 ? 'attention' : 'done'} label={left <= 60 ? t('record.days_left', { count: left }) : t('record.holds')} />;
}

export function RecordSections({ record }: { record: StaffRecord }) {
  const { t } = useTranslation('staff');
  const departments = useQuery(departmentsQuery).data?.items ?? [];
  const where = (id: string | null) => departments.find((one) => one.id === id)?.name ?? '';
  const change = record.may_change;
  return (
    <>
      <Section title={t('record.employment')}>
        <DataList label={t('record.employment')} pages={fromRows(record.employments)} rowKey={(row) => row.id} empty={{ title: t('record.no_employment') }}
          columns={[
            { key: 'what', header: t('record.position'), cell: (row) => row.position },
            { key: 'where', header: t('field.department'), cell: (row) => where(row.department_id) },
            { key: 'share', header: t('record.share'), cell: (row) => `${t(`record.kinds.${row.kind}`)}, ${row.fte_percent} %` },
            { key: 'days', header: t('record.period'), cell: (row) => <><DateText date={row.starts_on} /> – {row.ends_on ? <DateText date={row.ends_on} /> : t('record.today')}</> },
          ]} />
        {change ? <EmploymentForm record={record} departments={departments} /> : null}
      </Section>
      <Section title={t('record.credentials')} hint={t('record.credentials_hint')}>
        <Credentials record={record} />
        {change ? <CredentialForm record={record} /> : null}
      </Section>
      <Section title={t('record.privileges')} hint={t('record.privileges_hint')}>
        <Privileges record={record} where={where} />
        {change ? <PrivilegeForm record={record} departments={departments} /> : null}
      </Section>
      <Section title={t('leave.title')} hint={record.balances.map((one) => t('record.balance', { kind: t(`leave.kinds.${one.kind}`), year: one.year, left: one.days - one.used, days: one.days })).join(' ')}>
        <ul className={css.lines}>{record.leave.slice(0, 8).map((one) => <LeaveLine key={one.id} leave={one} />)}</ul>
        {change ? <AllowanceForm record={record} /> : null}
      </Section>
    </>
  );
}

function Credentials({ record }: { record: StaffRecord }) {
  const { t } = useTranslation('staff');
  const confirm = useConfirm();
  const [verify, drop] = [useVerify(record.user_id), useDropCredential(record.user_id)];
  const [renewed, setRenewed] = useState<string | null>(null);
  async function remove(row: Credential) {
    if (await confirm({ title: t('record.drop_title', { name: row.name }), body: t('record.drop_body'), verb: t('record.drop'), destructive: true })) drop.mutate(row.id);
  }
  return (
    <>
      <DataList label={t('record.credentials')} pages={fromRows(record.credentials)} rowKey={(row) => row.id} empty={{ title: t('record.no_credentials') }}
        columns={[
          { key: 'name', header: t('record.credential'), cell: (row) => row.name },
          { key: 'number', header: t('record.number'), cell: (row) => [row.number, row.issuer].filter(Boolean).join(', ') },
          { key: 'until', header: t('record.expires'), cell: (row) => (row.expires_on ? <DateText date={row.expires_on} /> : '') },
          { key: 'left', header: t('record.state'), cell: (row) => <DaysLeft credential={row} /> },
          { key: 'seen', header: t('record.seen'), cell: (row) => (row.verified_at ? t('record.seen_by', { name: row.verified_by_name }) : t('record.unseen')) },
        ]}
        {...(record.may_change ? { actions: (row: Credential) => (
          <span className={css.buttons}>
            {!row.verified_at ? <Button size="compact-sm" variant="default" loading={verify.isPending} onClick={() => verify.mutate(row.id)}>{t('record.verify')}</Button> : null}
            {row.expires_on && !row.renewed_by_id ? <Button size="compact-sm" variant="default" onClick={() => setRenewed(row.id)}>{t('record.renew')}</Button> : null}
            {!row.renewed_by_id ? <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void remove(row)}>{t('record.drop')}</Button> : null}
          </span>
        ) } : {})} />
      {renewed ? <RenewForm record={record} credential={renewed} onDone={() => setRenewed(null)} /> : null}
    </>
  );
}

function Privileges({ record, where }: { record: StaffRecord; where: (id: string | null) => string }) {
  const { t } = useTranslation('staff');
  const confirm = useConfirm();
  const revoke = useRevoke(record.user_id);
  async function end(id: string, name: string) {
    const answer = await confirm({ title: t('record.revoke_title', { name }), body: t('record.revoke_body'), verb: t('record.revoke'), reason: { label: t('leave.why') }, destructive: true });
    if (answer) revoke.mutate({ privilege: id, reason: answer.reason });
  }
  return (
    <DataList label={t('record.privileges')} pages={fromRows(record.privileges)} rowKey={(row) => row.id} empty={{ title: t('record.no_privileges') }}
      columns={[
        { key: 'name', header: t('record.privilege'), cell: (row) => row.name },
        { key: 'where', header: t('field.department'), cell: (row) => where(row.department_id) || t('record.everywhere') },
        { key: 'days', header: t('record.period'), cell: (row) => <><DateText date={row.starts_on} /> – {row.ends_on ? <DateText date={row.ends_on} /> : ''}</> },
        { key: 'state', header: t('record.state'), cell: (row) => <span><StatusBadge tone={row.holds ? 'done' : 'neutral'} label={t(row.holds ? 'record.holds' : row.revoked_at ? 'record.revoked' : 'record.not_now')} /> {row.reason}</span> },
      ]}
      {...(record.may_change ? { actions: (row: StaffRecord['privileges'][number]) => (row.revoked_at ? null : <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void end(row.id, row.name)}>{t('record.revoke')}</Button>) } : {})} />
  );
}
