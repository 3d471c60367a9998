/** One doctor: who it is, where and when, the next free times, each one tap from booking. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility } from '@/lib/auth';
import { dayKey, plainDate, zoneName } from '@/lib/time';
import { doctorQuery, pictureOf, type Doctor } from '../api/doctors';
import { languageName, weekdayName } from '../format';
import css from './Doctors.module.css';
import { Meets } from './Doctors';

/** `book`: the way into booking; a stranger signs in first. */
export function DoctorProfile({ id, base, book }: { id: string; base: string; book: string }) {
  const { t } = useTranslation('scheduling');
  const { data, error, refetch } = useQuery(doctorQuery(id));
  const back = { to: base, label: t('doctors.title') };
  if (error && !data) return <><PageHeader title={t('doctors.one')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!data) return <><PageHeader title={t('doctors.one')} back={back} /><Skeleton height={420} radius="md" /></>;
  return (
    <>
      <PageHeader title={data.name} back={back} lead={[data.specialty_name, data.department].filter(Boolean).join(' · ')} />
      <div className={css.head}>
        <Avatar name={data.name} size={72} src={pictureOf(data)} />
        <span><Meets meets={data.meets} />{data.languages.length ? <span className={css.quiet}>{t('doctors.speaks', { languages: data.languages.map(languageName).join(', ') })}</span> : null}</span>
      </div>
      <Free doctor={data} book={book} />
      {data.about ? <Section title={t('doctors.about')}><p className={css.words}>{data.about}</p></Section> : null}
      {data.qualifications.length ? <Section title={t('doctors.qualifications')} hint={t('doctors.verified')}><ul className={css.plain}>{data.qualifications.map((one) => <li key={one.name}><span>{one.year ?? ''}</span><span>{[one.name, one.issuer].filter(Boolean).join(', ')}</span></li>)}</ul></Section> : null}
      <Hours doctor={data} />
      {data.where.length ? <Section title={t('doctors.where')}><ul className={css.plain}>{data.where.map((one) => <li key={one.id}><strong>{one.name}</strong><span className={css.quiet}>{[one.address, one.phone].filter(Boolean).join(' · ')}</span></li>)}</ul></Section> : null}
    </>
  );
}

function Free({ doctor, book }: { doctor: Doctor; book: string }) {
  const { t } = useTranslation('scheduling');
  const { zone } = useFacility();
  if (!doctor.meets.length) return <Section title={t('doctors.free')}><p className={css.quiet}>{t('doctors.not_online')}</p></Section>;
  const way = (kind: string, day?: string) => ({ to: book, search: { specialty: doctor.specialty || undefined, who: doctor.id, ...(kind === 'in_person' ? { kind } : {}), ...(day ? { from: day, day } : {}) } as never });
  return (
    <Section title={t('doctors.free')}>
      {doctor.free.length ? (
        <ul className={css.times}>
          {doctor.free.map((one) => <li key={`${one.starts_at}${one.kind}`}><Link {...way(one.kind, dayKey(one.starts_at, zone))} className={css.time ?? ''}><TimeText at={one.starts_at} /><span className={css.quiet}>{t(`doctors.${one.kind}`)}</span></Link></li>)}
        </ul>
      ) : <p className={css.quiet}>{t('doctors.later')}</p>}
      <Button component={Link} {...way(doctor.meets[0] ?? 'video')} fullWidth>{t('doctors.book')}</Button>
    </Section>
  );
}

function Hours({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation('scheduling');
  if (!doctor.hours.length) return null;
  const many = doctor.where.length > 1;
  const days = [...new Set(doctor.hours.map((one) => one.weekday))];
  return (
    <Section title={t('doctors.hours')} hint={doctor.where[0] ? t('doctors.zone', { zone: zoneName(doctor.where[0].zone) }) : undefined}>
      <ul className={css.plain}>
        {days.map((day) => (
          <li key={day}>
            <span>{weekdayName(day)}</span>
            {doctor.hours.filter((one) => one.weekday === day).map((one, at) => <span key={at} className="tabular">{one.starts.slice(0, 5)} – {one.ends === '00:00:00' ? '24:00' : one.ends.slice(0, 5)} <span className={css.quiet}>{[one.kind === 'any' ? '' : t(`doctors.${one.kind}`), many ? one.place : '', one.begins_on ? t('doctors.hours_from', { day: plainDate(one.begins_on) }) : '', one.ends_on ? t('doctors.hours_until', { day: plainDate(one.ends_on) }) : ''].filter(Boolean).join(' · ')}</span></span>)}
          </li>
        ))}
      </ul>
    </Section>
  );
}
