/** The patient's picture or initials; a button for whoever may take another. */
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { photoUrl } from '../api/photo';
import css from './Camera.module.css';

const PhotoDialog = lazy(() => import('./PhotoDialog'));

type Person = { id: string; given: string; family: string; has_photo: boolean; version: number };

export function PatientPhoto({ patient, who = patient.id, mayChange }: { patient: Person; who?: string; mayChange: boolean }) {
  const { t } = useTranslation('patients');
  const [open, setOpen] = useState(false);
  const name = `${patient.given} ${patient.family}`;
  const shown = <Avatar name={name} size={72} src={patient.has_photo ? photoUrl(who, patient.version) : undefined} />;
  if (!mayChange) return shown;
  return (
    <>
      <button type="button" className={css.photo} onClick={() => setOpen(true)} aria-label={t(patient.has_photo ? 'photo.change' : 'photo.add')}>{shown}</button>
      {open ? <Suspense fallback={null}><PhotoDialog who={who} hasPhoto={patient.has_photo} onClose={() => setOpen(false)} /></Suspense> : null}
    </>
  );
}
