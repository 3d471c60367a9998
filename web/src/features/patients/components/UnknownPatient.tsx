/** Somebody who cannot say who he is: sex, a guess of the age, and what one calls him meanwhile. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useRegisterUnknown } from '../api/patients';
import css from './ContactFields.module.css';

export function UnknownPatient() {
  const { t } = useTranslation('patients');
  const navigate = useNavigate();
  const register = useRegisterUnknown();
  const [open, setOpen] = useState(false);
  const form = useForm({ mode: 'uncontrolled', initialValues: { sex: 'unknown', age: '', note: '' } });
  const submit = form.onSubmit(({ sex, age, note }) => register.mutate({ sex: sex as 'male', age: /^\d+$/.test(age) ? Number(age) : null, note }, {
    onSuccess: ({ patient }) => void navigate({ to: `/patients/${patient.id}` }),
  }));
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{t('unknown.open')}</Button>
      {open ? (
        <Modal opened onClose={() => setOpen(false)} title={t('unknown.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
          <form onSubmit={submit} noValidate className={css.form}>
            <FormProblem problem={register.error} />
            <NativeSelect label={t('field.sex')} data={(['male', 'female', 'other', 'unknown'] as const).map((value) => ({ value, label: t(`common:sex.${value}`) }))} {...form.getInputProps('sex')} />
            <TextInput label={t('unknown.age')} inputMode="numeric" maxLength={3} {...form.getInputProps('age')} />
            <TextInput label={t('unknown.note')} description={t('unknown.note_hint')} maxLength={100} {...form.getInputProps('note')} />
            <div className={css.buttons}><Button type="submit" loading={register.isPending}>{t('new.go')}</Button></div>
          </form>
        </Modal>
      ) : null}
    </>
  );
}
