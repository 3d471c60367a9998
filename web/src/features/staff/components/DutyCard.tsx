/** On the home of a role without lists of its own: the next shifts, one's turns, who is reached now. */
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { myDutyQuery, onCallQuery } from '../api/duty';
import css from './Rota.module.css';

export default function DutyCard() {
  const { t } = useTranslation('staff');
  const duty = useQuery(myDutyQuery).data;
  const services = useQuery(onCallQuery()).data?.services ?? [];
  if (!duty) return null;
  return (
    <Section title={t('duty.title')} actions={<Anchor component={Link} to="/my-duty">{t('duty.all')}</Anchor>}>
      <ul className={css.lines}>
        {duty.shifts.slice(0, 3).map((one) => <li key={one.id}><div><strong><TimeText at={one.starts_at} as="date" /> <span className="tabular"><TimeText at={one.starts_at} as="clock" />–<TimeText at={one.ends_at} as="clock" /></span></strong><p>{one.template}, {one.department}</p></div></li>)}
        {duty.turns.slice(0, 2).map((one) => <li key={one.id}><div><strong>{one.service}, {t('oncall.level', { level: one.level })}</strong><p><TimeText at={one.starts_at} /></p></div></li>)}
        {services.slice(0, 4).map((one) => <li key={one.id}><div><strong>{one.name}</strong><p>{t('oncall.now')} {one.now.map((rung) => rung.name || t('oncall.nobody')).join(', ')}</p></div></li>)}
      </ul>
      {duty.shifts.length || duty.turns.length ? null : <p>{t('duty.no_shifts')}</p>}
    </Section>
  );
}
