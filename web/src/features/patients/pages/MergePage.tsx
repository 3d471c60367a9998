/** Two records of one person become one: what each says, what moves, then a reason. Nothing happens before the last button. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { usePathParams, useSearchParams } from '@/app/page';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { notifyDone } from '@/lib/notify';
import { previewQuery, useMerge, type Preview } from '../api/files';
import { addressLine } from '../components/contact';
import css from './Merge.module.css';

export default function MergePage() {
  const { patientId } = usePathParams<{ patientId: string }>();
  const { other } = useSearchParams<{ other: string }>();
  const { t } = useTranslation('patients');
  const { data, error, refetch } = useQuery({ ...previewQuery(patientId, other), enabled: !!other });
  if (!other) return <EmptyState page title={t('merge.nobody')} hint={t('merge.nobody_hint')} />;
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return data ? <Shown preview={data} /> : <PageWaiting />;
}

function Shown({ preview: { survivor, loser, differences, moving, account } }: { preview: Preview }) {
  const { t } = useTranslation('patients');
  const navigate = useNavigate();
  const merge = useMerge(survivor.id);
  const [take, setTake] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const submit = () => merge.mutate({ other_id: loser.id, take: take as never, reason }, {
    onSuccess: () => { notifyDone(t('merge.done')); void navigate({ to: `/patients/${survivor.id}` }); },
  });
  const toggle = (field: string) => setTake((now) => (now.includes(field) ? now.filter((one) => one !== field) : [...now, field]));
  return (
    <>
      <PageHeader title={t('merge.title')} lead={t('merge.lead')} back={{ to: `/patients/${survivor.id}`, label: `${survivor.given} ${survivor.family}` }}
        actions={<Button variant="default" onClick={() => void navigate({ to: `/patients/${loser.id}/merge`, search: { other: survivor.id } as never })}>{t('merge.swap')}</Button>} />
      <div className={css.scroll}>
        <table className={css.table}>
          <thead><tr><th scope="col">{t('merge.detail')}</th><th scope="col">{t('merge.stays', { number: survivor.number })}</th><th scope="col">{t('merge.goes', { number: loser.number })}</th></tr></thead>
          <tbody>
            {differences.map(({ field, survivor: kept, loser: gone }) => (
              <tr key={field}>
                <th scope="row">{t(`merge.field.${field}`)}</th>
                <td className={take.includes(field) ? css.off : undefined}>{shown(kept)}</td>
                <td><Checkbox label={shown(gone)} aria-label={t('merge.take', { field: t(`merge.field.${field}`) })} checked={take.includes(field)} onChange={() => toggle(field)} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Section title={t('merge.moving')} hint={account === 'none' ? undefined : t(`merge.account_${account}`)}>
        <ul className={css.list}>
          {moving.map((row) => <li key={`${row.table}-${row.title}`}>{t('merge.rows', { title: row.title, count: row.moves })}{row.stays ? ` ${t('merge.staying', { count: row.stays })}` : ''}</li>)}
        </ul>
      </Section>
      <Section title={t('merge.why')}>
        <div className={css.form}>
          <FormProblem problem={merge.error} />
          <TextInput label={t('merge.reason')} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          <div><Button onClick={submit} loading={merge.isPending} disabled={reason.trim().length < 3}>{t('merge.go')}</Button></div>
        </div>
      </Section>
    </>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'object' && !Array.isArray(value)) return 'line' in value ? addressLine(value as Record<string, unknown>) || '—' : Object.values(value).join(', ') || '—';
  return Array.isArray(value) ? value.join(', ') || '—' : String(value);
}
