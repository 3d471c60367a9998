/** The patient summary in the sections of the International Patient Summary, on one page that prints. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { PatientBanner } from '@/components/ui/PatientBanner';
import { Restricted } from '@/components/ui/Restricted';
import { TimeText } from '@/components/ui/TimeText';
import { summaryQuery } from '../api/writing';
import css from '../components/Chart.module.css';
import { Letters } from '../components/Letters';
import { useSections } from '../components/RecordSections';
import { LatestSigns } from '../components/Vitals';

export default function PatientSummaryPage() {
  const { t } = useTranslation('encounters');
  const { patientId } = usePathParams<{ patientId: string }>();
  const { data, error, refetch } = useQuery(summaryQuery(patientId));
  const sections = useSections(data, false);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={420} radius="md" />;
  return (
    <>
      <PageHeader title={t('chart.summary.title')} back={{ to: `/patients/${patientId}`, label: data.patient.name }} lead={<>{data.facility} · <TimeText at={data.made_at} /></>}
        actions={<Button variant="default" className="no-print" leftSection={<Printer size={16} aria-hidden />} onClick={() => window.print()}>{t('chart.summary.print')}</Button>} />
      <div className={css.panel}>
        <PatientBanner patient={{ ...data.patient, allergies: data.allergies?.map(({ substance, severity }) => ({ substance, severe: severity === 'severe' })) ?? null }} />
        <Restricted when={data.restricted} />
        <LatestSigns sets={data.vitals} />
        <div className={css.sheet}>
          {sections.map((one) => <section key={one.name} aria-label={one.title}><h2>{one.title}</h2>{one.lines.length ? <ul>{one.lines.map((line, at) => <li key={at}>{line.title}{line.more ? <span className={css.quiet}> {line.more}</span> : null}</li>)}</ul> : <p className={css.quiet}>{one.empty}</p>}</section>)}
        </div>
        <div className="no-print"><Letters patientId={patientId} encounterId={null} /></div>
      </div>
    </>
  );
}
