/** A patient's vital signs beside the chart: the newest numbers, home readings marked as such, one click to the curves. */
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { vitalsQuery } from '../api/vitals';
import { newest, type Key } from '../known';
import { useBeds } from '../live';
import css from './Monitoring.module.css';
import { Numbers } from './Numbers';
import { Readings } from './Readings';

export default function VitalsCard({ patientId }: { patientId: string }) {
  const { t } = useTranslation('monitoring');
  const { data } = useQuery({ ...vitalsQuery(patientId, 720), retry: false });
  const lines = useBeds(data?.streamed ? `bedside:${patientId}` : null);
  if (!data || (!data.latest.length && !data.streamed && !data.observations.length)) return null;
  const values = newest(data.latest, lines.get(patientId)?.numbers);
  const keys = (['hr', 'spo2', 'rr', 'sbp', 'temp', 'weight'] as Key[]).filter((key) => values[key] !== undefined).slice(0, 4);
  return (
    <Section title={t('card.title')} actions={<Anchor component={Link} to={`/vitals/${patientId}`}>{t('card.open')}</Anchor>}>
      <Numbers values={values} keys={keys} />
      <Readings rows={data.observations.slice(0, 4)} />
      {data.simulated ? <p className={css.quiet}>{t('simulated')}</p> : null}
    </Section>
  );
}
