/** Doctors to choose from: found by name, specialty, language, place and how one meets; who is free first comes first. */
import { Button, Select, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Building2, ChevronRight, Search, Stethoscope, Video } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { TimeText } from '@/components/ui/TimeText';
import { choicesQuery, pictureOf, useDoctors, type DoctorRow, type Wanted } from '../api/doctors';
import { languageName } from '../format';
import css from './Doctors.module.css';

type Props = { base: string; wanted: Wanted; onWanted: (wanted: Wanted) => void };

export function Doctors({ base, wanted, onWanted }: Props) {
  const { t } = useTranslation('scheduling');
  const choices = useQuery(choicesQuery).data;
  const [typed, setTyped] = useState(wanted.search ?? '');
  const [search] = useDebouncedValue(typed.trim(), 200);
  const pages = useDoctors({ ...wanted, search });
  const set = (part: Wanted) => onWanted({ ...wanted, search: search || undefined, ...part } as Wanted);
  return (
    <>
      <div className={css.filters}>
        <TextInput className={css.search ?? ''} label={t('doctors.search')} leftSection={<Search size={18} aria-hidden />} value={typed} maxLength={100} onChange={(event) => setTyped(event.currentTarget.value)} />
        <Select label={t('doctors.specialty')} clearable searchable value={wanted.specialty ?? null} onChange={(value) => set({ specialty: value ?? undefined } as Wanted)} data={(choices?.specialties ?? []).map((one) => ({ value: one.code, label: one.name }))} />
        {(choices?.languages.length ?? 0) > 1 ? <Select label={t('doctors.language')} clearable value={wanted.language ?? null} onChange={(value) => set({ language: value ?? undefined } as Wanted)} data={(choices?.languages ?? []).map((value) => ({ value, label: languageName(value) }))} /> : null}
        {(choices?.places.length ?? 0) > 1 ? <Select label={t('doctors.place')} clearable value={wanted.place ?? null} onChange={(value) => set({ place: value ?? undefined } as Wanted)} data={(choices?.places ?? []).map((one) => ({ value: one.id, label: one.name }))} /> : null}
        <SegmentedControl className={css.how ?? ''} fullWidth aria-label={t('doctors.how')} value={wanted.kind ?? ''} onChange={(value) => set({ kind: value || undefined } as Wanted)} data={[{ value: '', label: t('doctors.any') }, { value: 'video', label: t('doctors.video') }, { value: 'in_person', label: t('doctors.in_person') }]} />
      </div>
      {pages.problem ? <ErrorState problem={pages.problem} onRetry={pages.retry} />
        : pages.loading ? <Skeleton height={320} radius="md" />
          : pages.rows.length === 0 ? <EmptyState icon={Stethoscope} title={t('doctors.none')} hint={t('doctors.none_hint')} />
            : <ul className={css.list}>{pages.rows.map((row) => <Row key={row.id} row={row} base={base} />)}</ul>}
      {pages.hasMore ? <Button variant="default" mt="sm" fullWidth loading={pages.loadingMore} onClick={pages.more}>{t('common:list.more')}</Button> : null}
    </>
  );
}

function Row({ row, base }: { row: DoctorRow; base: string }) {
  const { t } = useTranslation('scheduling');
  return (
    <li>
      <Link to={`${base}/${row.id}`} className={css.card ?? ''}>
        <Avatar name={row.name} size={48} src={pictureOf(row)} />
        <span>
          <strong>{row.name}</strong>
          <span className={css.quiet}>{row.specialty_name}{row.languages.length ? ` · ${row.languages.map(languageName).join(', ')}` : ''}</span>
          <Meets meets={row.meets} />
          <span className={css.free}>{row.next_free ? <>{t('doctors.next')} <TimeText at={row.next_free} /></> : t(row.meets.length ? 'doctors.later' : 'doctors.not_online')}</span>
        </span>
        <ChevronRight size={20} aria-hidden className="flip-rtl" />
      </Link>
    </li>
  );
}

export function Meets({ meets }: { meets: DoctorRow['meets'] }) {
  const { t } = useTranslation('scheduling');
  if (!meets.length) return null;
  return (
    <span className={css.meets}>
      {meets.includes('video') ? <span><Video size={16} aria-hidden /> {t('doctors.video')}</span> : null}
      {meets.includes('in_person') ? <span><Building2 size={16} aria-hidden /> {t('doctors.in_person')}</span> : null}
    </span>
  );
}
