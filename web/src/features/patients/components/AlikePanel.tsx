/** Patients who may be the same person as the one being typed in: shown while typing, before there are two records. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { plainDate } from '@/lib/time';
import { alikeQuery, type Alike } from '../api/patients';
import css from './AlikePanel.module.css';
import { phoneText } from './contact';
import { reasonsText } from './reasons';

export function AlikePanel({ typed }: { typed: Alike }) {
  const { t } = useTranslation('patients');
  const [settled] = useDebouncedValue(typed, 300);
  const { data } = useQuery(alikeQuery(settled));
  const found = data?.items ?? [];
  return (
    <aside className={css.panel} aria-live="polite" aria-label={t('alike.title')}>
      <h2 className={css.title}><Users size={16} aria-hidden />{t('alike.title')}</h2>
      {found.length === 0 ? <p className={css.none}>{t('alike.none')}</p> : (
        <ul className={css.list}>
          {found.map(({ patient, likely, reasons }) => (
            <li key={patient.id}>
              <Link to={`/patients/${patient.id}`} className={css.row}>
                <strong>{patient.given} {patient.family}</strong>
                <span>{plainDate(patient.birth_date)} · {patient.number}{patient.phone ? ` · ${phoneText(patient.phone)}` : ''}</span>
                <span>{reasonsText(t, reasons)}</span>
                <StatusBadge tone={likely ? 'attention' : 'info'} label={t(likely ? 'alike.surely' : 'alike.maybe')} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}
