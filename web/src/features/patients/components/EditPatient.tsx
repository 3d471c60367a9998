/** Corrections at the desk. A change that somebody else made meanwhile is not overwritten. */
import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { fieldErrors } from '@/lib/problem';
import { useChangePatient, type ChangePatient, type Patient } from '../api/patients';
import { contactOf } from './contact';
import { ContactFields } from './ContactFields';
import css from './ContactFields.module.css';

export function EditPatient({ patient, onClose }: { patient: Patient; onClose: () => void }) {
  const { t } = useTranslation('patients');
  const change = useChangePatient(patient.id);
  const needed = (value: string) => (value.trim() ? null : t('field.needed'));
  const { given, family, birth_date, sex, confidential, deceased } = patient;
  const form = useForm({
    mode: 'uncontrolled', initialValues: { given, family, birth_date, sex, confidential, deceased, ...contactOf(patient) },
    validate: { given: needed, family: needed, birth_date: needed },
  });
  const field = (name: 'given' | 'family' | 'birth_date' | 'sex') => form.getInputProps(name);
  const submit = form.onSubmit((values) => change.mutate({ ...values, version: patient.version } as ChangePatient, {
    onSuccess: onClose, onError: (problem) => form.setErrors(fieldErrors(problem)),
  }));
  return (
    <Modal opened onClose={onClose} title={t('page.edit')} size="lg" closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate className={css.form}>
        <FormProblem problem={change.error} />
        <div className={css.pair}>
          <TextInput label={t('field.given')} {...field('given')} />
          <TextInput label={t('field.family')} {...field('family')} />
          <TextInput label={t('field.birth_date')} type="date" {...field('birth_date')} />
          <NativeSelect label={t('field.sex')} {...field('sex')} data={(['female', 'male', 'other', 'unknown'] as const).map((value) => ({ value, label: t(`common:sex.${value}`) }))} />
        </div>
        <ContactFields form={form} />
        <Checkbox label={t('field.confidential')} description={t('field.confidential_hint')} {...form.getInputProps('confidential', { type: 'checkbox' })} />
        <Checkbox label={t('field.deceased')} {...form.getInputProps('deceased', { type: 'checkbox' })} />
        <div className={css.buttons}>
          <Button type="submit" loading={change.isPending}>{t('common:save')}</Button>
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
        </div>
      </form>
    </Modal>
  );
}
