/** Whose chart this is; always on top while a chart is open. "No known allergies" and "not asked" are different sentences. */
import { Ban, OctagonAlert, ShieldQuestion } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { age, plainDate, useToday } from '@/lib/time';
import { Avatar } from './Avatar';
import css from './PatientBanner.module.css';

export type BannerPatient = {
  id?: string; has_photo?: boolean; name: string; birth_date?: string | null; sex?: string | null; number?: string | null;
  /** null: nobody has asked yet. */
  allergies: { substance: string; severe?: boolean }[] | null;
  alerts?: string[];
};

export function PatientBanner({ patient, others = [], children }: { patient: BannerPatient; others?: string[]; children?: ReactNode }) {
  const { t } = useTranslation();
  const years = age(patient.birth_date, useToday());
  const facts = [
    years === null ? null : t('banner.age', { count: years }),
    patient.sex ? t(`sex.${patient.sex}` as 'product', patient.sex) : null,
    patient.birth_date ? plainDate(patient.birth_date) : null,
    patient.number,
  ].filter(Boolean);
  return (
    <section className={css.banner} aria-label={t('banner.label')}>
      <Avatar name={patient.name} size={48} src={patient.has_photo && patient.id ? `/api/patients/${patient.id}/photo` : undefined} />
      <div className={css.who}><strong>{patient.name}</strong><span>{facts.join(' · ')}</span></div>
      <div className={css.flags}>
        <Allergies list={patient.allergies} />
        {patient.alerts?.map((alert) => <span key={alert} className={css.alert}><OctagonAlert size={14} aria-hidden />{alert}</span>)}
      </div>
      <div className={css.end}>
        {others.length ? <span className={css.others} title={t('banner.others', { names: others.join(', ') })}>{others.slice(0, 3).map((name) => <Avatar key={name} name={name} size={24} present />)}<span className="visually-hidden">{t('banner.others', { names: others.join(', ') })}</span></span> : null}
        {children}
      </div>
    </section>
  );
}

function Allergies({ list }: { list: BannerPatient['allergies'] }) {
  const { t } = useTranslation();
  if (list === null) return <span className={css.unknown}><ShieldQuestion size={14} aria-hidden />{t('banner.allergies_unknown')}</span>;
  if (list.length === 0) return <span className={css.quiet}>{t('banner.no_allergies')}</span>;
  return (
    <span className={css.allergies}>
      <Ban size={14} aria-hidden />{t('banner.allergies', { names: list.map(({ substance, severe }) => (severe ? t('banner.severe', { substance }) : substance)).join(', ') })}
    </span>
  );
}
