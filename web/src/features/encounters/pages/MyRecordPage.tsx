/** The patient's own record, in plain words, on the phone: what is known, what was measured, visits and letters. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { NotLoaded } from '@/components/ui/NotLoaded';
import { PageHeader } from '@/components/ui/PageHeader';
import { Restricted } from '@/components/ui/Restricted';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import { withActing } from '@/lib/acting';
import { get } from '@/lib/api';
import { useMay } from '@/lib/auth';
import { saveFile } from '@/lib/download';
import { ownVitalsQuery } from '../api/vitals';
import css from '../components/Summary.module.css';
import { useSections } from '../components/RecordSections';
import { Trends } from '../components/Trends';
import { LatestSigns } from '../components/Vitals';

const recordQuery = queryOptions({ queryKey: ['record', 'own', 'all'], queryFn: ({ signal }) => get('/api/my/record', { signal }) });
const lettersQuery = queryOptions({ queryKey: ['record', 'own', 'letters'], queryFn: ({ signal }) => get('/api/my/letters', { signal }) });

export default function MyRecordPage() {
  const { t } = useTranslation('encounters');
  const may = useMay();
  const { data, error, refetch } = useQuery(recordQuery);
  const vitals = useQuery(ownVitalsQuery).data;
  const given = useQuery(lettersQuery);
  const letters = given.data?.items ?? [];
  const sections = useSections(data, true);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={420} radius="md" />;
  return (
    <>
      <PageHeader title={t('mine.title')} lead={<>{t('mine.lead')}{may('message.write') ? <> <Anchor inherit component={Link} to="/my/messages/new" search={{ topic: 'health', subject: t('mine.wrong_subject') } as never}>{t('mine.wrong')}</Anchor></> : null}</>} />
      <Restricted when={data.restricted} />
      {sections.map((one) => (
        <Section key={one.name} title={one.title}>
          {one.lines.length ? <ul className={css.plain}>{one.lines.map((line, at) => <li key={at}>{line.title}{line.more ? <div className={css.quiet}>{line.more}</div> : null}</li>)}</ul> : <p className={css.quiet}>{one.empty}</p>}
          {one.name === 'medicines' && one.lines.length ? <Anchor component={Link} to="/my/medicines">{t('mine.more_medicine')}</Anchor> : null}
        </Section>
      ))}
      <Section title={t('mine.sections.vitals')}>
        <LatestSigns sets={data.vitals} />
        {vitals?.items.length ? <Trends sets={vitals.items} ranges={vitals.ranges} /> : null}
      </Section>
      <Section title={t('mine.sections.visits')}>
        {data.visits.length ? (
          <ul className={css.list}>
            {data.visits.map((one) => <li key={one.id}><Link to={`/my/summaries/${one.id}`} className={css.card ?? ''}><span><strong>{one.reason || one.diagnoses[0]?.display || t('mine.visit')}</strong><span className={css.quiet}>{one.started_at ? <TimeText at={one.started_at} as="date" /> : null} · {one.practitioner_name}</span></span><ChevronRight size={20} aria-hidden className="flip-rtl" /></Link></li>)}
          </ul>
        ) : <p className={css.quiet}>{t('mine.none')}</p>}
      </Section>
      <Section title={t('mine.sections.letters')}>
        {letters.length ? (
          <ul className={css.list}>{letters.map((one) => <li key={one.id}><a href={withActing(`/api/letters/${one.id}/pdf`)} download={`${one.number}.pdf`} onClick={saveFile} className={css.card ?? ''}><span><strong>{one.title}</strong><span className={css.quiet}><TimeText at={one.created_at} as="date" /> · {one.by_name}</span></span><Download size={20} aria-hidden /></a></li>)}</ul>
        ) : given.data ? <p className={css.quiet}>{t('mine.no_letters')}</p> : <NotLoaded of={given} />}
      </Section>
      <Slot name="record.after" with={{}} />
      <Button component={Link} to="/my/summaries" variant="default" fullWidth>{t('mine.all_visits')}</Button>
    </>
  );
}
