/** The rows behind one figure, as far as this person may see their patients; the others are counted, not named. */
import { Button, Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DataList, type Column } from '@/components/ui/DataList';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { fileOf, rowsInfoQuery, useRows, type Question, type Row } from '../api/reports';
import css from './Reports.module.css';
import { columnName, figure } from './words';

export type Opened = { title: string; at: Record<string, string> };

export function RowsDrawer({ opened, question, currency, onClose }: { opened: Opened | null; question: Question; currency: string; onClose: () => void }) {
  const { t } = useTranslation('reports');
  return (
    <Drawer opened={!!opened} onClose={onClose} size="xl" title={opened?.title} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {opened ? <Rows opened={opened} question={question} currency={currency} /> : null}
    </Drawer>
  );
}

function Rows({ opened, question, currency }: { opened: Opened; question: Question; currency: string }) {
  const { t, i18n } = useTranslation('reports');
  const { data } = useQuery(rowsInfoQuery(question, opened.at));
  const pages = useRows(question, opened.at);
  const value = (kind: string, found: unknown) => {
    if (found === null || found === undefined || found === '') return '–';
    if (kind === 'moment') return <TimeText at={String(found)} />;
    if (kind === 'day') return <DateText date={String(found)} />;
    if (kind === 'money' || kind === 'minutes') return figure(kind, Number(found), currency, i18n.language);
    return kind === 'code' ? t(`codes.${String(found)}` as 'codes.video', String(found).replaceAll('_', ' ')) : String(found);
  };
  const columns: Column<Row>[] = [
    { key: 'patient', header: t('patient'), cell: (row) => (row.patient_id ? <>{row.patient_name} <small>{row.patient_number}</small></> : '–') },
    ...(data?.columns ?? []).map(({ key, kind }, n): Column<Row> => ({ key, header: columnName(t, key), cell: (row) => value(kind, row.values[n]), end: kind === 'money' || kind === 'minutes' })),
  ];
  return (
    <>
      {data ? <p className={css.hidden}>{data.hidden ? t('rows_hidden', { total: data.total, hidden: data.hidden }) : t('rows_all', { count: data.total })}</p> : null}
      <DataList label={opened.title} columns={columns} pages={pages} rowKey={(row) => row.id} empty={{ title: t('rows_none'), hint: t('rows_none_hint') }} />
      {data && data.total > data.hidden ? <Button component="a" href={fileOf('rows.csv', question, opened.at)} download variant="default" leftSection={<Download size={16} aria-hidden />}>{t('rows_csv')}</Button> : null}
    </>
  );
}
