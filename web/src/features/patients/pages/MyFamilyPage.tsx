/** For whom I act, who may act for me, and asking somebody. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { useConfirm } from '@/components/ui/confirm';
import { actFor } from '@/lib/acting';
import { useSession } from '@/lib/auth';
import { familyQuery } from '@/lib/family';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { plainDate } from '@/lib/time';
import { RIGHTS, useAnswerInvitation, useEndProxy, useInviteProxy, type Family, type Right } from '../api/files';
import form from '../components/ContactFields.module.css';
import css from '../components/Rows.module.css';

export default function MyFamilyPage() {
  const { data, error, refetch } = useQuery(familyQuery);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return data ? <Shown family={data} /> : <PageWaiting />;
}

function Shown({ family }: { family: Family }) {
  const { t } = useTranslation('patients');
  const confirm = useConfirm();
  const answer = useAnswerInvitation();
  const end = useEndProxy();
  const { acting_for } = useSession();
  const [asking, setAsking] = useState(false);
  const words = (given: string[]) => given.map((right) => t(`right.${right}`)).join(', ');
  const stop = async (proxy_id: string, mine: boolean, name: string) => {
    const yes = await confirm({ title: t(mine ? 'family.stop_title' : 'family.leave_title', { name }), body: t('family.stop_body'), verb: t('family.stop'), destructive: true });
    if (yes) end.mutate({ proxy_id, mine });
  };
  const current = family.acted_for_by.filter((row) => row.status === 'active' || row.status === 'invited');
  return (
    <>
      <PageHeader title={t('family.title')} lead={t('family.lead')} />
      {family.invitations.length ? (
        <Section title={t('family.invited')}>
          <ul className={css.rows}>
            {family.invitations.map((row) => (
              <li key={row.proxy_id} className={css.row}>
                <div className={css.words}><strong>{t('family.asks', { name: row.name })}</strong><span>{words(row.rights)}</span></div>
                <Button onClick={() => answer.mutate({ proxy_id: row.proxy_id, yes: true })}>{t('family.accept')}</Button>
                <Button variant="default" onClick={() => answer.mutate({ proxy_id: row.proxy_id, yes: false })}>{t('family.decline')}</Button>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title={t('family.acts_for')}>
        {family.acts_for.length === 0 ? <EmptyState compact title={t('family.acts_for_none')} hint={t('family.acts_for_hint')} /> : (
          <ul className={css.rows}>
            {family.acts_for.map((row) => (
              <li key={row.proxy_id} className={css.row}>
                <div className={css.words}><strong>{row.name}</strong><span>{words(row.rights)}{row.ends_on ? ` · ${t('family.until', { date: plainDate(row.ends_on) })}` : ''}</span></div>
                {acting_for === row.patient_id ? <StatusBadge tone="active" label={t('family.now')} /> : <Button onClick={() => actFor({ id: row.patient_id, name: row.name })} aria-label={t('family.open_named', { name: row.name })}>{t('family.open')}</Button>}
                {row.kind === 'parent' ? <StatusBadge tone="info" label={t('family.parent')} /> : <Button variant="default" onClick={() => void stop(row.proxy_id, false, row.name)}>{t('family.stop')}</Button>}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {family.own ? (
        <Section title={t('family.acted_by')}>
          <div className={css.stack}>
            {current.length === 0 ? <EmptyState compact title={t('family.acted_by_none')} /> : (
              <ul className={css.rows}>
                {current.map((row) => (
                  <li key={row.id} className={css.row}>
                    <div className={css.words}><strong>{row.name || row.email}</strong><span>{words(row.status === 'active' ? row.rights_today : row.rights)}</span></div>
                    <StatusBadge tone={row.status === 'active' ? 'done' : 'active'} label={t(`family.status_${row.status}`)} />
                    {row.kind === 'parent' ? null : <Button variant="default" onClick={() => void stop(row.id, true, row.name || row.email)}>{t('family.stop')}</Button>}
                  </li>
                ))}
              </ul>
            )}
            {asking ? <Invite onClose={() => setAsking(false)} /> : <div><Button variant="default" onClick={() => setAsking(true)}>{t('family.ask')}</Button></div>}
          </div>
        </Section>
      ) : null}
    </>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('patients');
  const invite = useInviteProxy();
  const values = useForm<{ email: string; kinship: 'spouse' | 'child' | 'parent' | 'sibling' | 'friend' | 'caregiver' | 'other'; rights: Right[] }>({
    initialValues: { email: '', kinship: 'spouse', rights: ['details', 'book'] },
    validate: { email: (value) => (value.includes('@') ? null : t('field.needed')), rights: (value) => (value.length ? null : t('field.needed')) },
  });
  const submit = values.onSubmit((body) => invite.mutate(body, {
    onSuccess: () => { notifyDone(t('family.asked')); onClose(); }, onError: (problem) => values.setErrors(fieldErrors(problem)),
  }));
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <FormProblem problem={invite.error} />
      <div className={form.pair}>
        <TextInput label={t('family.email')} description={t('family.email_hint')} type="email" inputMode="email" autoComplete="off" {...values.getInputProps('email')} />
        <NativeSelect label={t('family.is')} data={(['spouse', 'child', 'parent', 'sibling', 'friend', 'caregiver', 'other'] as const).map((value) => ({ value, label: t(`kinship.${value}`) }))} {...values.getInputProps('kinship')} />
      </div>
      <Checkbox.Group label={t('family.may')} {...values.getInputProps('rights')}>
        <div className={css.stack}>{RIGHTS.map((right) => <Checkbox key={right} value={right} label={t(`right.${right}`)} />)}</div>
      </Checkbox.Group>
      <div className={form.buttons}>
        <Button type="submit" loading={invite.isPending}>{t('family.ask_go')}</Button>
        <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
