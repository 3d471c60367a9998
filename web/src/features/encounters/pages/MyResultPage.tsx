/** One result as the patient reads it: the clinician's words first, then each value in its range, with those before. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Info, Printer } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import { ownResultQuery, type OwnReport } from '../api/results';
import { Finding } from '../components/Finding';
import css from '../components/Results.module.css';
import summary from '../components/Summary.module.css';

export default function MyResultPage() {
  const { t } = useTranslation('encounters');
  const qc = useQueryClient();
  const { id } = usePathParams<{ id: string }>();
  const { data, error, refetch } = useQuery(ownResultQuery(id));
  // It counts as seen now: the list says so, too.
  useEffect(() => { if (data) void qc.invalidateQueries({ queryKey: ['results', 'own', 'list'] }); }, [data, qc]);
  const back = { to: '/my/results', label: t('results.title') };
  if (error && !data) return <><PageHeader title={t('results.one')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!data) return <><PageHeader title={t('results.one')} back={back} /><Skeleton height={360} radius="md" /></>;
  return (
    <>
      <PageHeader title={data.title} back={back} lead={<><TimeText at={data.effective_at} as="date" />{[data.specimen, data.performer].filter(Boolean).map((one) => ` · ${one}`)}</>} />
      <Notice report={data} />
      {data.comment ? <section className={css.said}><strong>{t('results.words_of', { name: data.reviewed_by_name })}</strong><p>{data.comment}</p></section> : null}
      {data.observations.length ? <Section title={t('results.values')}><ul className={css.findings}>{data.observations.map((one) => <Finding key={one.code || one.name} one={one} at={data.effective_at} />)}</ul></Section> : null}
      {data.conclusion ? <Section title={t('results.conclusion')} hint={t('results.conclusion_hint')}><p className={summary.words}>{data.conclusion}</p></Section> : null}
      <Slot name="result.after" with={{}} />
      <p className={summary.emergency}>{t('results.careful')} {t('common:emergency')}</p>
      <Button variant="default" fullWidth leftSection={<Printer size={18} />} className="no-print" onClick={() => window.print()}>{t('summary.print')}</Button>
    </>
  );
}

/** Corrected, taken back, or not looked at yet: the patient is told before the values. */
function Notice({ report }: { report: OwnReport }) {
  const { t } = useTranslation('encounters');
  const words = report.status === 'entered_in_error' ? t('results.gone_words', { reason: report.reason })
    : report.status === 'amended' ? t('results.amended_words', { reason: report.reason })
      : report.reviewed_by_name ? '' : t('results.unreviewed');
  if (!words) return null;
  return <p className={css.notice} role="status"><Info size={18} aria-hidden />{words}{report.status === 'amended' && !report.reviewed_by_name ? ` ${t('results.unreviewed')}` : ''}</p>;
}
