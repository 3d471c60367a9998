/** One result at work: the values with their ranges and those before, what the patient is told, what it said earlier. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { resultQuery, useResultWrites, type Report } from '../api/results';
import { useFormats } from '../formats';
import { CriticalNotice } from '../components/CriticalNotice';
import { FindingsTable } from '../components/FindingsTable';
import { ReassignResult } from '../components/ReassignResult';
import { ReleaseResult } from '../components/ReleaseResult';
import { ResultForm } from '../components/ResultForm';
import css from '../components/Results.module.css';
import summary from '../components/Summary.module.css';

export default function ResultPage() {
  const { t } = useTranslation('encounters');
  const { id } = usePathParams<{ id: string }>();
  const { data, error, refetch } = useQuery(resultQuery(id));
  const [open, setOpen] = useState<'form' | 'reassign' | ''>('');
  const { date } = useFormats();
  const back = { to: '/results', label: t('results.review') };
  if (error && !data) return <><PageHeader title={t('results.one')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!data) return <><PageHeader title={t('results.one')} back={back} /><Skeleton height={360} radius="md" /></>;
  const gone = data.status === 'entered_in_error';
  return (
    <>
      <PageHeader title={data.title} back={back} lead={<><Anchor component={Link} to={`/patients/${data.patient_id}`}>{data.patient_name}</Anchor> · {data.patient_number} · {date(data.birth_date)} · <StatusBadge tone={gone ? 'problem' : data.status === 'final' ? 'done' : 'attention'} label={t(`results.status.${data.status}` as 'results.status.final')} /></>}
        actions={gone ? undefined : <><Button variant="default" onClick={() => setOpen('form')}>{t(data.status === 'final' || data.status === 'amended' ? 'results.amend' : 'results.complete')}</Button>{data.may_release ? <Button variant="default" onClick={() => setOpen('reassign')}>{t('results.reassign')}</Button> : null}<Strike report={data} /></>} />
      {open === 'form' ? <ResultForm patientId={data.patient_id} report={data} onClose={() => setOpen('')} /> : null}
      {open === 'reassign' ? <ReassignResult report={data} onClose={() => setOpen('')} /> : null}
      <CriticalNotice report={data} />
      {gone || data.status === 'registered' || data.status === 'preliminary' ? null : <ReleaseResult key={data.version} report={data} />}
      {data.reason ? <p className={css.notice}>{t('results.why', { reason: data.reason })}</p> : null}
      {data.observations.length ? <Section title={t('results.values')}><FindingsTable rows={data.observations} struck={gone} /></Section> : null}
      {data.conclusion ? <Section title={t('results.conclusion')}><p className={summary.words}>{data.conclusion}</p></Section> : null}
      <Section title={t('results.about')}>
        <KeyValue items={[
          { label: t('results.taken'), value: <TimeText at={data.effective_at} /> },
          { label: t('results.issued'), value: data.issued_at ? <TimeText at={data.issued_at} /> : '–' },
          { label: t('results.performer'), value: [data.performer, data.specimen].filter(Boolean).join(' · ') || '–' },
          { label: t('results.entered_by'), value: data.entered_by_name },
          { label: t('results.reviewer'), value: data.practitioner_name },
          { label: t('results.seen'), value: data.seen_at ? <TimeText at={data.seen_at} /> : t('results.not_seen') },
        ]} />
      </Section>
      {data.versions.map((one) => (
        <Section key={one.number} title={t('results.before', { number: one.number })} hint={<><TimeText at={one.at} /> · {one.by_name}</>}>
          <FindingsTable rows={one.observations} struck />
          {one.conclusion ? <p className={summary.words}>{one.conclusion}</p> : null}
          {one.comment ? <p className={css.quiet}>{t('results.told', { words: one.comment })}</p> : null}
        </Section>
      ))}
    </>
  );
}

function Strike({ report }: { report: Report }) {
  const { t } = useTranslation('encounters');
  const confirm = useConfirm();
  const { strike } = useResultWrites();
  async function wrong() {
    const answer = await confirm({ title: t('results.strike_title'), body: t('results.strike_body'), verb: t('chart.vitals.strike'), destructive: true, reason: { label: t('chart.why') } });
    if (answer) strike.mutate({ id: report.id, reason: answer.reason });
  }
  return <Button variant="subtle" color="gray" onClick={() => void wrong()}>{t('chart.vitals.strike')}</Button>;
}
