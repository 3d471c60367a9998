/** On the patient's page, for those who take care of him: what is known, and every visit. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { Restricted } from '@/components/ui/Restricted';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { get } from '@/lib/api';
import css from './Chart.module.css';
import { Referrals } from './Referrals';
import Results from './Results';
import { StartMeeting } from './StartMeeting';

const recordQuery = (patientId: string) => queryOptions({
  queryKey: ['record', patientId, 'list'],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/record', { path: { patient_id: patientId }, signal }),
});

export default function PatientRecord({ patientId }: { patientId: string }) {
  const { t } = useTranslation('encounters');
  const { data, error, refetch } = useQuery(recordQuery(patientId));
  // Demographics may be open to more people than the record is: then there is nothing here.
  if (error && !data) return 'status' in error && error.status === 404 ? null : <ErrorState problem={error} onRetry={() => void refetch()} compact />;
  if (!data) return <Skeleton height={160} radius="md" />;
  const problems = data.problems.filter((one) => one.status === 'active');
  return (
    <>
      <Restricted when={data.restricted} />
      <Section title={t('record.title')} actions={<><Button component={Link} to={`/patients/${patientId}/summary`} variant="default" size="compact-sm">{t('chart.summary.title')}</Button><StartMeeting patientId={patientId} /></>}>
        <KeyValue items={[
          { label: t('allergies.title'), value: data.allergies === null ? t('allergies.unknown') : data.allergies.length ? data.allergies.map((one) => one.substance).join(', ') : t('allergies.none') },
          { label: t('problems.title'), value: problems.length ? problems.map((one) => one.display).join('; ') : t('problems.none') },
        ]} />
      </Section>
      <Results patientId={patientId} />
      <div className={css.spaced}><Referrals patientId={patientId} /></div>
      <Section title={t('record.visits')}>
        {data.encounters.length ? (
          <ul className={css.past}>
            {data.encounters.map((one) => (
              <li key={one.id}>
                <span><Anchor component={Link} to={`/encounters/${one.id}`}>{one.started_at ? <TimeText at={one.started_at} as="date" /> : t('record.planned')}</Anchor> {one.reason}</span>
                <span className={css.quiet}>{one.practitioner_name}{one.diagnoses.length ? ` · ${one.diagnoses.map((code) => code.display).join('; ')}` : ''}</span>
              </li>
            ))}
          </ul>
        ) : <p className={css.quiet}>{t('record.none')}</p>}
      </Section>
    </>
  );
}
