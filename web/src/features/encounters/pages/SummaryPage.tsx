/** What was said, what to take, what to do: the visit in plain words, to read and to print. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import { summaryQuery, type Summary } from '../api/summaries';
import css from '../components/Summary.module.css';
import { useReads } from '../prescribing';

export default function SummaryPage() {
  const { t } = useTranslation('encounters');
  const { id } = usePathParams<{ id: string }>();
  const { data, error, refetch } = useQuery(summaryQuery(id));
  const back = { to: '/my/summaries', label: t('summary.list') };
  if (error && !data) return <><PageHeader title={t('summary.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!data) return <><PageHeader title={t('summary.title')} back={back} /><Skeleton height={360} radius="md" /></>;
  return (
    <>
      <PageHeader title={t('summary.title')} back={back} lead={<><TimeText at={data.at} as="date" /> · {data.practitioner_name} · {data.facility}</>} />
      <Words summary={data} />
      <Medicines summary={data} />
      <Slot name="summary.bill" with={{ encounterId: id }} />
      <p className={css.emergency}>{t('common:emergency')}</p>
      <Button variant="default" fullWidth leftSection={<Printer size={18} />} className="no-print" onClick={() => window.print()}>{t('summary.print')}</Button>
    </>
  );
}

function Words({ summary }: { summary: Summary }) {
  const { t } = useTranslation('encounters');
  const parts = (['advice', 'assessment', 'plan', 'reason'] as const).filter((name) => summary[name].trim());
  return (
    <>
      {parts.map((name) => <Section key={name} title={t(`summary.${name}`)}><p className={css.words}>{summary[name]}</p></Section>)}
      {summary.diagnoses.length ? <Section title={t('summary.diagnoses')}><ul className={css.plain}>{summary.diagnoses.map((one) => <li key={one.code}>{one.display} <span className={css.quiet}>{one.code}</span></li>)}</ul></Section> : null}
      {summary.addenda.map((one) => <Section key={one.id} title={t('summary.added')} hint={<TimeText at={one.at} />}><p className={css.words}>{String(one.content.text ?? '')}</p></Section>)}
    </>
  );
}

function Medicines({ summary }: { summary: Summary }) {
  const { t } = useTranslation('encounters');
  const reads = useReads();
  if (!summary.prescriptions.length) return null;
  return (
    <Section title={t('summary.medicines')}>
      <ul className={css.list}>
        {summary.prescriptions.map((row) => (
          <li key={row.id} className={css.medicine}><strong>{row.medication}</strong><span>{reads(row)}</span>{row.instructions ? <span>{row.instructions}</span> : null}</li>
        ))}
      </ul>
    </Section>
  );
}
