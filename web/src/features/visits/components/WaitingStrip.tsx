/** Above "My work": who sits in this clinician's waiting room, and the call that is going on. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { Countdown } from '@/components/ui/Countdown';
import { useFlash } from '@/components/ui/useFlash';
import { isOpen, useVisitVerb, visitsQuery, type Visit } from '../api/visits';
import { call } from '../call/session';
import css from './Clinician.module.css';

export default function WaitingStrip() {
  const { t } = useTranslation('visits');
  const { data } = useQuery(visitsQuery('now'));
  if (!data?.items.length) return null;
  return (
    <ul className={css.strip} aria-label={t('strip.label')}>
      {data.items.map((visit) => <Person key={visit.id} visit={visit} />)}
    </ul>
  );
}

function Person({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const navigate = useNavigate();
  const flash = useFlash<HTMLLIElement>(visit.status);
  const there = () => void navigate({ to: `/visits/${visit.id}` });
  const admit = useVisitVerb('admit', () => {
    void call.start(visit.id, { microphone: true, camera: true });
    there();
  });
  return (
    <li ref={flash} className={`${css.person} arrive`}>
      <Avatar name={visit.patient.name} size={36} present={visit.status === 'waiting'} />
      <span className={css.who}>
        <strong><Link className={css.name} to={`/visits/${visit.id}`}>{visit.patient.name}</Link></strong>
        <span>{isOpen(visit) ? t('strip.in_call') : visit.status === 'on_hold' ? t('status.on_hold') : <>{t('strip.waits')} {visit.waiting_since ? <Countdown since={visit.waiting_since} label={t('waiting.for')} /> : null}</>}</span>
      </span>
      {isOpen(visit) || visit.status === 'on_hold' ? <Button variant="default" onClick={there}>{t('strip.return')}</Button>
        : <Button loading={admit.isPending} onClick={() => admit.mutate(visit.id)} aria-label={t('strip.admit_name', { name: visit.patient.name })}>{t('panel.admit')}</Button>}
    </li>
  );
}
