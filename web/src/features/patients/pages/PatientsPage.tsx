/** Patients by name, number, date of birth or phone. Who sees whom is decided by the server. */
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { Avatar } from '@/components/ui/Avatar';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { useMay } from '@/lib/auth';
import { age, plainDate, useToday } from '@/lib/time';
import { usePatients, type PatientRow } from '../api/patients';
import { photoUrl } from '../api/photo';
import { phoneText } from '../components/contact';
import css from './Pages.module.css';

function Named({ row }: { row: PatientRow }) {
  const { t } = useTranslation('patients');
  const marks = [row.merged_into_id ? t('mark.merged') : '', row.confidential ? t('mark.confidential') : '', row.deceased ? t('mark.deceased') : '', row.similar ? t('mark.similar') : ''].filter(Boolean);
  return <span className={css.named}><Avatar name={`${row.given} ${row.family}`} size={32} src={row.has_photo ? photoUrl(row.id, 0) : undefined} /><span><strong>{row.unidentified ? `${row.given} ${row.family}` : `${row.family}, ${row.given}`}</strong>{row.preferred_name ? ` “${row.preferred_name}”` : ''}{marks.length ? ` · ${marks.join(', ')}` : ''}</span></span>;
}

export default function PatientsPage() {
  const { t } = useTranslation('patients');
  const mayDo = useMay();
  const navigate = useNavigate();
  const { search } = useSearchParams<{ search: string }>();
  const [typed, setTyped] = useState(search);
  const [settled] = useDebouncedValue(typed, 200);
  useEffect(() => {
    void navigate({ to: '/patients', search: { search: settled } as never, replace: true });
  }, [settled, navigate]);
  const pages = usePatients(settled);
  const everybody = mayDo('patient.any');
  const today = useToday();
  const columns: Column<PatientRow>[] = [
    { key: 'name', header: t('field.name'), cell: (row) => <Named row={row} /> },
    { key: 'birth', header: t('field.birth_date'), cell: (row) => `${plainDate(row.birth_date)} (${age(row.birth_date, today) ?? '?'})`, phone: 'bare' },
    { key: 'number', header: t('field.number'), cell: (row) => <span className="tabular">{row.number}</span>, phone: 'bare' },
    { key: 'sex', header: t('field.sex'), cell: (row) => t(`common:sex.${row.sex}`), phone: false },
    { key: 'phone', header: t('field.phone'), cell: (row) => (row.phone ? <span className="tabular">{phoneText(row.phone)}</span> : '—'), phone: 'bare' },
  ];
  return (
    <>
      <PageHeader title={t('list.title')} lead={everybody ? undefined : t('list.yours')}
        actions={mayDo('patient.write') ? <Button component={Link} to="/patients/new" leftSection={<UserPlus size={16} aria-hidden />}>{t('new.title')}</Button> : undefined} />
      <DataList label={t('list.title')} pages={pages} columns={columns} rowKey={(row) => row.id} linkTo={(row) => `/patients/${row.id}`}
        search={{ value: typed, onChange: setTyped, placeholder: t('list.search') }}
        empty={typed ? { title: t('list.nobody', { text: typed }), hint: t('list.nobody_hint') }
          : { title: t('list.empty'), hint: everybody ? t('list.empty_all') : t('list.empty_yours') }} />
    </>
  );
}
