/** Visits in progress, emergencies by urgency first; and the second signatures that wait. */
import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { cosignQuery, meetingsQuery, type Meeting, type Waiting } from '../api/meetings';
import css from '../components/Chart.module.css';
import { toneOf } from '../triage';

const KINDS = ['EMER', 'AMB', 'VR', 'IMP', 'HH'] as const;

export default function MeetingsPage() {
  const { t } = useTranslation('encounters');
  const { data, error, isPending, refetch } = useQuery(meetingsQuery);
  const [kind, setKind] = useState('');
  const there = KINDS.filter((one) => data?.items.some((row) => row.kind === one));
  const rows = data?.items.filter((row) => !kind || row.kind === kind);
  const columns: Column<Meeting>[] = [
    { key: 'patient', header: t('chart.meetings.patient'), phone: 'bare', cell: (row) => <span><strong>{row.patient_name}</strong> <span className={css.quiet}>{row.age_years} · {row.patient_number}</span>{row.reason ? <span className={css.quiet} style={{ display: 'block' }}>{row.triage?.complaint ?? row.reason}</span> : null}</span> },
    { key: 'kind', header: t('chart.meetings.kind'), cell: (row) => t(`chart.meeting.kinds.${row.kind}` as 'chart.meeting.kinds.AMB') },
    { key: 'urgency', header: t('chart.meetings.urgency'), cell: (row) => row.triage ? <span><StatusBadge tone={toneOf(row.triage.level)} label={`${row.triage.level} · ${t(`chart.triage.levels.${row.triage.level}` as 'chart.triage.levels.1')}`} /> <span className={css.quiet}>{t('chart.triage.due')} <TimeText at={row.triage.due_at} as="clock" /></span></span> : row.kind === 'EMER' ? <StatusBadge tone="attention" label={t('chart.meetings.untriaged')} /> : '–' },
    { key: 'status', header: t('chart.meetings.status'), cell: (row) => <StatusBadge tone={row.status === 'in_progress' ? 'active' : row.status === 'on_hold' ? 'neutral' : 'info'} label={t(`chart.meeting.status.${row.status}` as 'chart.meeting.status.planned')} /> },
    { key: 'since', header: t('chart.meetings.since'), cell: (row) => <TimeText at={row.since} as="ago" /> },
    { key: 'who', header: t('chart.meetings.who'), cell: (row) => row.practitioner_name },
  ];
  return (
    <>
      <PageHeader title={t('chart.meetings.title')} lead={t('chart.meetings.lead')} />
      <DataList
        label={t('chart.meetings.title')} pages={fromRows(rows, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })} columns={columns} rowKey={(row) => row.id} flashKey={(row) => row.status}
        linkTo={(row) => `/encounters/${row.id}`} empty={{ title: t('chart.meetings.empty'), hint: t('chart.meetings.empty_hint') }}
        filters={there.length > 1 ? <SegmentedControl aria-label={t('chart.meetings.kind')} value={kind} onChange={setKind} data={[{ value: '', label: t('chart.meetings.all') }, ...there.map((value) => ({ value, label: t(`chart.meeting.kinds.${value}`) }))]} /> : undefined}
      />
      <div className={css.after}><Signatures /></div>
    </>
  );
}

function Signatures() {
  const { t } = useTranslation('encounters');
  const { data, error, isPending, refetch } = useQuery(cosignQuery);
  const columns: Column<Waiting>[] = [
    { key: 'patient', header: t('chart.meetings.patient'), phone: 'bare', cell: (row) => <span><strong>{row.patient_name}</strong> <span className={css.quiet}>{row.patient_number}</span>{row.prescriptions ? <span className={css.quiet} style={{ display: 'block' }}>{t('chart.queue.prescriptions', { count: row.prescriptions })}</span> : null}</span> },
    { key: 'author', header: t('chart.queue.author'), cell: (row) => row.author_name },
    { key: 'cosigner', header: t('chart.queue.cosigner'), cell: (row) => row.cosigner_name },
    { key: 'status', header: t('chart.meetings.status'), cell: (row) => <span><StatusBadge tone={row.status === 'returned' ? 'problem' : 'attention'} label={t(`chart.queue.state.${row.status}` as 'chart.queue.state.requested')} />{row.status === 'returned' && row.remark ? <span className={css.quiet}> {row.remark}</span> : null}</span> },
    { key: 'asked', header: t('chart.queue.asked'), cell: (row) => <TimeText at={row.asked_at} as="ago" /> },
  ];
  return (
    <Section title={t('chart.queue.title')}>
      <DataList
        label={t('chart.queue.title')} pages={fromRows(data?.items, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })} columns={columns} rowKey={(row) => row.id} flashKey={(row) => row.status}
        actions={(row) => <Button component={Link} to={row.task_id ? `/tasks/${row.task_id}` : `/encounters/${row.encounter_id}`} size="compact-sm" variant="default">{t(row.task_id ? 'chart.queue.sign' : 'chart.queue.open')}</Button>}
        empty={{ title: t('chart.queue.empty'), hint: t('chart.queue.empty_hint') }}
      />
    </Section>
  );
}
