/** What it is, in codes; the first one is the reason for the visit. */
import { ActionIcon, Button } from '@mantine/core';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDiagnoses, type Diagnosis } from '../api/chart';
import css from './Chart.module.css';
import { CodeSearch } from './CodeSearch';

type Props = { id: string; rows: Diagnosis[]; writable?: boolean; on?: string | null };

export function Diagnoses({ id, rows, writable = false, on = null }: Props) {
  const { t } = useTranslation('encounters');
  const { add, drop, main } = useDiagnoses(id);
  return (
    <section className={css.part} aria-label={t('diagnoses.title')}>
      <div className={css.head}><h2>{t('diagnoses.title')}</h2></div>
      {rows.length ? (
        <ul className={css.rows}>
          {rows.map((row, index) => (
            <li key={row.id} className="arrive">
              <span className={css.words}><span className={css.code}>{row.code}</span>{row.display}</span>
              {rows.length > 1 && index === 0 ? <span className={css.tag}>{t('diagnoses.main')}</span> : null}
              {writable && index > 0 ? <Button size="compact-xs" variant="subtle" color="gray" loading={main.isPending && main.variables === row.id} onClick={() => main.mutate(row.id)}>{t('diagnoses.make_main')}</Button> : null}
              {writable ? <ActionIcon size={28} aria-label={t('diagnoses.drop', { name: row.display })} disabled={drop.isPending} onClick={() => drop.mutate(row.id)}><X size={16} /></ActionIcon> : null}
            </li>
          ))}
        </ul>
      ) : writable ? null : <p className={css.quiet}>{t('diagnoses.none')}</p>}
      {writable ? <CodeSearch id="note-diagnoses" label={t('diagnoses.add')} placeholder={t('diagnoses.example')} on={on} onChoose={(code) => add.mutate(code.code)} /> : null}
    </section>
  );
}
