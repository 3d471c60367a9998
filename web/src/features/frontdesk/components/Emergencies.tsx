/** On the day board: who came as an emergency, since when, who was told. Nothing of why stands here. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Siren } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NotLoaded } from '@/components/ui/NotLoaded';
import { Section } from '@/components/ui/Section';
import { StatusBadge, UrgencyBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { emergenciesQuery, type Emergency } from '../api/emergencies';
import css from './Desk.module.css';
import { TakeInForm } from './TakeInForm';

export function TakeInButton() {
  const { t } = useTranslation('frontdesk');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<Siren size={16} />} onClick={() => setOpen(true)}>{t('emergency.take_in')}</Button>
      {open ? <TakeInForm onClose={() => setOpen(false)} /> : null}
    </>
  );
}

export function Emergencies() {
  const { t } = useTranslation('frontdesk');
  const here = useQuery(emergenciesQuery);
  const { items: rows, total } = here.data ?? { items: [], total: 0 };
  // Nobody here needs no words; not knowing whether somebody is here does.
  if (here.isPending || (here.data && !total)) return null;
  return (
    <Section title={t('emergency.here')}>
      <NotLoaded of={here} />
      <ul className={css.emergencies}>{rows.map((row) => <Line key={row.encounter_id} row={row} />)}</ul>
      {total > rows.length ? <p role="status">{t('emergency.more', { count: total - rows.length })}</p> : null}
    </Section>
  );
}

function Line({ row }: { row: Emergency }) {
  const { t } = useTranslation('frontdesk');
  return (
    <li>
      {row.level === 1 ? <UrgencyBadge level="critical" label={t('emergency.levels.1')} /> : row.level ? <StatusBadge tone="info" label={`${row.level} · ${t(`emergency.levels.${row.level}` as 'emergency.levels.2')}`} /> : <StatusBadge tone="attention" label={t('emergency.unjudged')} />}
      <strong>{row.patient_name}</strong> <span>{row.patient_number}</span>
      <span><TimeText at={row.arrived_at} as="ago" /></span>
      <span>{t('emergency.told', { name: row.practitioner_name })}</span>
    </li>
  );
}
