/** The picture that patients see where they book: choose one, or take it away. */
import { Button, FileButton } from '@mantine/core';
import { Camera } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar, photoOf } from '@/components/ui/Avatar';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { useSetPhoto, type Clinician } from '../api/people';
import css from './Forms.module.css';

export function Photo({ clinician }: { clinician: Clinician }) {
  const { t } = useTranslation('staff');
  const save = useSetPhoto(clinician.id);
  const photo = photoOf(clinician);
  const set = (file: File | null) => save.mutate(file, { onSuccess: () => notifyDone(t(file ? 'photo.saved' : 'photo.gone')) });
  return (
    <div className={css.form}>
      <div className={css.buttons}>
        <Avatar name={clinician.name} size={72} src={photo && `${photo}?v=${save.submittedAt}`} />
        <FileButton accept="image/jpeg,image/png" onChange={(file) => { if (file) set(file); }}>
          {(props) => <Button {...props} variant="default" loading={save.isPending} leftSection={<Camera size={16} aria-hidden />}>{t(clinician.has_photo ? 'photo.change' : 'photo.add')}</Button>}
        </FileButton>
        {clinician.has_photo ? <Button variant="subtle" loading={save.isPending} onClick={() => set(null)}>{t('photo.remove')}</Button> : null}
      </div>
      <FormProblem problem={save.error} />
    </div>
  );
}
