/** Lasting conditions; active ones first. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBackground, type Chart } from '../api/chart';
import css from './Chart.module.css';
import { CodeSearch } from './CodeSearch';

type Props = { id: string; patientId: string; rows: Chart['problems'] };

export function Problems({ id, patientId, rows }: Props) {
  const { t } = useTranslation('encounters');
  const { problem, endProblem } = useBackground(id, patientId);
  const [open, setOpen] = useState(false);
  return (
    <section className={css.part}>
      <div className={css.head}>
        <h2>{t('problems.title')}</h2>
        {open ? null : <Button size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>{t('problems.add')}</Button>}
      </div>
      {rows.length ? (
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.id} data-stopped={row.status === 'resolved' || undefined}>
              <span className={css.words}><span>{row.display}</span><span className={css.quiet}>{[row.code, row.onset ? t('problems.since', { year: row.onset.slice(0, 4) }) : '', row.status === 'resolved' ? t('problems.resolved') : ''].filter(Boolean).join(' · ')}</span></span>
              <Menu>
                <Menu.Target><ActionIcon size={28} aria-label={t('problems.more', { name: row.display })}><Ellipsis size={16} /></ActionIcon></Menu.Target>
                <Menu.Dropdown>
                  {row.status === 'active' ? <Menu.Item onClick={() => endProblem.mutate({ row: row.id, status: 'resolved' })}>{t('problems.resolve')}</Menu.Item>
                    : <Menu.Item onClick={() => endProblem.mutate({ row: row.id, status: 'active' })}>{t('problems.reopen')}</Menu.Item>}
                  <Menu.Item onClick={() => endProblem.mutate({ row: row.id, status: 'entered_in_error' })}>{t('allergies.error')}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </li>
          ))}
        </ul>
      ) : <p className={css.quiet}>{t('problems.none')}</p>}
      {open ? (
        <div className={css.fields}>
          <CodeSearch label={t('problems.find')} placeholder={t('diagnoses.example')} onChoose={(code) => problem.mutate({ code: code.code, display: '' }, { onSuccess: () => setOpen(false) })} />
          <div className={css.buttons}><Button variant="subtle" color="gray" size="compact-md" onClick={() => setOpen(false)}>{t('common:cancel')}</Button></div>
        </div>
      ) : null}
    </section>
  );
}
