/** Moving running cases to the version that is active: a dry run with a verdict per case, then doing it, and undoing it. */
import { Button, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ScanSearch } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams, useSearchParams } from '@/app/page';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import type { Reply } from '@/lib/api';
import { migrationQuery, useMigrate } from '../api/migrations';
import { processQuery, versionQuery } from '../api/processes';
import { Mapping } from '../components/Mapping';
import css from '../components/Migrate.module.css';
import { Verdicts } from '../components/Verdicts';
import { namesOf } from '../model/names';

type Process = Reply<'/api/processes/{process_id}', 'get'>;

export default function MigratePage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('pathways');
  const { data, error, refetch } = useQuery(processQuery(id));
  if (error && !data) return <><PageHeader title={t('migrate.title')} back={{ to: '/pathways', label: t('drafts.back') }} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  return data ? <Migrate process={data} /> : <Skeleton height={460} radius="md" />;
}

function Migrate({ process }: { process: Process }) {
  const { t } = useTranslation('pathways');
  const search = useSearchParams<{ from?: string; plan?: string }>();
  const navigate = useNavigate();
  const { plan, apply, undo } = useMigrate();
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const to = process.versions.find((version) => version.active)?.number ?? process.number;
  const former = process.versions.filter((version) => version.number !== to);
  const from = former.find((version) => String(version.number) === search.from)?.number ?? former.find((version) => version.cases > 0)?.number ?? former[0]?.number;
  const before = useQuery({ ...versionQuery(process.process_id, from ?? 0), enabled: from !== undefined });
  const after = useQuery(versionQuery(process.process_id, to));
  const shown = useQuery({ ...migrationQuery(search.plan ?? ''), enabled: !!search.plan, refetchInterval: (query) => (query.state.data && /ing$/.test(query.state.data.status) ? 2_000 : false) });
  const names = useMemo(() => ({ before: namesOf(before.data?.xml ?? '<a/>'), after: namesOf(after.data?.xml ?? '<a/>') }), [before.data, after.data]);
  const address = (next: { from?: string; plan?: string }) => void navigate({ to: `/pathways/${process.process_id}/migrate`, search: next as never, replace: true });
  const dryRun = () => from !== undefined && plan.mutate({ process_id: process.process_id, from, to, mapping, reason: reason.trim() }, { onSuccess: (made) => address({ from: String(from), plan: made.id }) });
  const problem = plan.error ?? apply.error ?? undo.error;
  return (
    <>
      <PageHeader title={t('migrate.of', { name: process.name })} lead={t('migrate.lead')} back={{ to: `/pathways/${process.process_id}/versions`, label: t('versions.title') }} />
      {from === undefined ? <EmptyState title={t('migrate.nothing')} hint={t('migrate.nothing_hint')} /> : (
        <>
          <Section title={t('migrate.which')}>
            <div className={css.choose}>
              <NativeSelect label={t('migrate.from')} value={String(from)} onChange={(event) => address({ from: event.currentTarget.value })}
                data={former.map((version) => ({ value: String(version.number), label: t('migrate.version', { number: version.number, count: version.cases }) }))} />
              <p>{t('migrate.to', { number: to })}</p>
            </div>
            {before.data && after.data ? <Mapping before={before.data.xml} after={after.data.xml} names={names} mapping={mapping} onChange={setMapping} /> : null}
            <TextInput className={css.why ?? ''} label={t('migrate.why')} description={t('migrate.why_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={1000} />
            <Button leftSection={<ScanSearch size={16} />} variant={shown.data ? 'default' : 'filled'} disabled={reason.trim().length < 3} loading={plan.isPending} onClick={dryRun}>{t('migrate.dry_run')}</Button>
          </Section>
          {problem ? <FormProblem problem={problem} /> : null}
          {shown.data ? (
            <Verdicts migration={shown.data} busy={apply.isPending || undo.isPending} onApply={() => apply.mutate(shown.data.id)} onUndo={() => undo.mutate(shown.data.id)} />
          ) : shown.error ? <ErrorState compact problem={shown.error} onRetry={() => void shown.refetch()} /> : null}
        </>
      )}
    </>
  );
}
