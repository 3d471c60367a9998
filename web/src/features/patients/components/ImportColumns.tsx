/** How the file is written and which of its columns is what; the first lines stand below, so that one sees what one says. */
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { useCheckImport, type How, type ImportPage } from '../api/imports';
import css from './Imports.module.css';

const encodings: How['encoding'][] = ['utf-8', 'utf-16', 'cp1252', 'iso-8859-15', 'cp1250', 'cp1251'];
const delimiters: Record<How['delimiter'], string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };
const orders: How['date_order'][] = ['mdy', 'dmy', 'ymd'];

export function ImportColumns({ page }: { page: ImportPage }) {
  const { t } = useTranslation(['patients', 'patients_imports']);
  const check = useCheckImport(page.summary.id);
  const [how, setHow] = useState({ encoding: page.encoding, delimiter: page.delimiter, date_order: page.date_order, mapping: page.mapping } as How);
  // What was named, looked up from the column's side: a person reads the file from left to right.
  const target = (column: string) => Object.keys(how.mapping).find((one) => how.mapping[one] === column) ?? '';
  const name = (column: string, chosen: string) => {
    const mapping = Object.fromEntries(Object.entries(how.mapping).filter(([one, of]) => of !== column && one !== chosen));
    setHow({ ...how, mapping: chosen ? { ...mapping, [chosen]: column } : mapping });
  };
  const choices = [{ value: '', label: t('patients_imports:imports.not_taken') }, ...page.targets.map(({ target: value, label }) => ({ value, label: label || t(`patients_imports:imports.target.${value.replace('.', '_')}` as 'imports.target.given', value) }))];
  return (
    <Section title={t('patients_imports:imports.columns')} hint={t('patients_imports:imports.columns_hint')}>
      <div className={css.how}>
        <NativeSelect label={t('patients_imports:imports.encoding')} value={how.encoding} onChange={(event) => setHow({ ...how, encoding: event.target.value as How['encoding'] })} data={encodings.map((value) => ({ value, label: t(`patients_imports:imports.encodings.${value}`) }))} />
        <NativeSelect label={t('patients_imports:imports.delimiter')} value={how.delimiter} onChange={(event) => setHow({ ...how, delimiter: event.target.value as How['delimiter'] })} data={Object.entries(delimiters).map(([value, word]) => ({ value, label: t(`patients_imports:imports.delimiters.${word}` as 'imports.delimiters.comma') }))} />
        <NativeSelect label={t('patients_imports:imports.dates')} value={how.date_order} onChange={(event) => setHow({ ...how, date_order: event.target.value as How['date_order'] })} data={orders.map((value) => ({ value, label: t(`patients_imports:imports.orders.${value}`) }))} />
      </div>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead><tr><th scope="col">{t('patients_imports:imports.column')}</th><th scope="col">{t('patients_imports:imports.is')}</th><th scope="col">{t('patients_imports:imports.example')}</th></tr></thead>
          <tbody>
            {page.columns.map((column, n) => (
              <tr key={column}>
                <th scope="row">{column}</th>
                <td><NativeSelect aria-label={t('patients_imports:imports.is_of', { column })} value={target(column)} onChange={(event) => name(column, event.target.value)} data={choices} /></td>
                <td className={css.example}>{page.sample.map((cells) => cells[n]).filter(Boolean).slice(0, 3).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <FormProblem problem={check.error} />
      <div className={css.buttons}>
        <Button loading={check.isPending} onClick={() => check.mutate(how)}>{t(page.summary.status === 'uploaded' ? 'patients_imports:imports.check' : 'patients_imports:imports.check_again')}</Button>
      </div>
    </Section>
  );
}
