/** What was published and when; comparing two versions, going back to an earlier one, taking one out as a file. */
import { Button, Group, Menu, NativeSelect, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowRightLeft, Ellipsis } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePathParams, useSearchParams } from '@/app/page';
import { useConfirm } from '@/components/ui/confirm';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import type { Reply } from '@/lib/api';
import { queryClient } from '@/lib/query';
import { useMay } from '@/lib/auth';
import { notifyDone, notifyProblem } from '@/lib/notify';
import { useNewDraft } from '../api/drafts';
import { diffQuery, processQuery, useRollback, versionQuery } from '../api/processes';
import { DiffView } from '../components/DiffView';
import { Permissions } from '../components/Permissions';
import { saveFile } from '../model/file';

type Process = Reply<'/api/processes/{process_id}', 'get'>;
type Version = Process['versions'][number];

export default function VersionsPage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('pathways');
  const { data, error, refetch } = useQuery(processQuery(id));
  const back = { to: `/pathways/${id}`, label: data?.name ?? t('drafts.back') };
  if (error && !data) return <><PageHeader title={t('versions.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!data) return <Skeleton height={460} radius="md" />;
  return <Versions process={data} />;
}

function Versions({ process }: { process: Process }) {
  const { t } = useTranslation('pathways');
  const may = useMay();
  const columns: Column<Version>[] = [
    { key: 'number', header: t('versions.version'), cell: (row) => t('versions.number', { number: row.number }) },
    { key: 'state', header: t('drafts.status'), cell: (row) => (row.active ? <StatusBadge tone="active" label={t('versions.active')} /> : <StatusBadge tone="neutral" label={t('versions.former')} />) },
    { key: 'cases', header: t('versions.cases'), cell: (row) => row.cases, end: true },
    { key: 'published', header: t('versions.published'), cell: (row) => <TimeText at={row.published_at} />, end: true },
  ];
  const others = process.versions.filter((version) => !version.active && version.cases > 0);
  return (
    <>
      <PageHeader title={t('versions.of', { name: process.name })} lead={t('versions.lead')} back={{ to: `/pathways/${process.process_id}`, label: process.name }}
        actions={others.length && may('case.migrate') ? <Button component={Link} to={`/pathways/${process.process_id}/migrate`} search={{ from: String(others[0]!.number) } as never} leftSection={<ArrowRightLeft size={16} />}>{t('migrate.open')}</Button> : undefined} />
      <Section>
        <DataList label={t('versions.title')} columns={columns} rowKey={(row) => row.id} pages={fromRows(process.versions)} empty={{ title: t('versions.empty') }} actions={(row) => <VersionMenu process={process} version={row} />} />
      </Section>
      {process.versions.length > 1 ? <Compare process={process} /> : null}
      {may('process.publish') ? <Permissions id={process.process_id} /> : null}
    </>
  );
}

function VersionMenu({ process, version }: { process: Process; version: Version }) {
  const { t } = useTranslation('pathways');
  const may = useMay();
  const confirm = useConfirm();
  const navigate = useNavigate();
  const rollback = useRollback(process.process_id);
  const make = useNewDraft();
  const goBack = async () => {
    const answer = await confirm({ title: t('versions.back_title', { number: version.number }), body: t('versions.back_body'), verb: t('versions.back_verb'), reason: { label: t('review.reason') } });
    if (answer) rollback.mutate({ number: version.number, reason: answer.reason }, { onSuccess: () => notifyDone(t('versions.back_done', { number: version.number })) });
  };
  const save = () => queryClient.fetchQuery(versionQuery(process.process_id, version.number)).then((whole) => saveFile(`${process.process_id}_${version.number}.bpmn`, whole.xml, 'application/xml')).catch(notifyProblem);
  const draft = () => make.mutate({ process_id: process.process_id, name: process.name, base: version.number }, { onSuccess: (created) => void navigate({ to: `/pathways/drafts/${created.id}` }), onError: notifyProblem });
  return (
    <Menu>
      <Menu.Target><Button variant="subtle" color="gray" aria-label={t('versions.more', { number: version.number })}><Ellipsis size={18} /></Button></Menu.Target>
      <Menu.Dropdown>
        {may('process.edit') ? <Menu.Item onClick={draft}>{t('versions.draft')}</Menu.Item> : null}
        <Menu.Item onClick={() => void save()}>{t('editor.export')}</Menu.Item>
        {!version.active && may('process.publish') ? <Menu.Item onClick={() => void goBack()}>{t('versions.back')}</Menu.Item> : null}
      </Menu.Dropdown>
    </Menu>
  );
}

function Compare({ process }: { process: Process }) {
  const { t } = useTranslation('pathways');
  const search = useSearchParams<{ from?: string; to?: string }>();
  const navigate = useNavigate();
  const numbers = process.versions.map((version) => version.number).sort((a, b) => b - a);
  const to = numbers.includes(Number(search.to)) ? Number(search.to) : numbers[0]!;
  const from = numbers.includes(Number(search.from)) ? Number(search.from) : numbers[1]!;
  const choose = (next: { from: number; to: number }) => void navigate({ to: `/pathways/${process.process_id}/versions`, search: { from: String(next.from), to: String(next.to) } as never, replace: true });
  const diff = useQuery(diffQuery(process.process_id, from, to));
  const data = numbers.map((number) => ({ value: String(number), label: t('versions.number', { number }) }));
  return (
    <Section title={t('versions.compare')}>
      <Group gap={8} mb={16} align="flex-end">
        <NativeSelect label={t('versions.compare_from')} data={data} value={String(from)} onChange={(event) => choose({ from: Number(event.currentTarget.value), to })} />
        <NativeSelect label={t('versions.compare_to')} data={data} value={String(to)} onChange={(event) => choose({ from, to: Number(event.currentTarget.value) })} />
      </Group>
      {diff.error ? <ErrorState compact problem={diff.error} onRetry={() => void diff.refetch()} />
        : diff.data ? (
          <DiffView name={process.name} changes={diff.data.changes} before={{ xml: diff.data.from_xml, label: t('versions.number', { number: from }) }} after={{ xml: diff.data.to_xml, label: t('versions.number', { number: to }) }} />
        ) : <Skeleton height={360} radius="md" />}
    </Section>
  );
}
