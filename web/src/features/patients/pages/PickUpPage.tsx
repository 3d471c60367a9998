/** From the slip of the desk: the code and the birth date open one's own record, once made. */
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { pickUp } from '../api/pickup';
import css from '../components/PickUp.module.css';

export default function PickUpPage() {
  const { t } = useTranslation(['patients_papers', 'patients']);
  const [code, setCode] = useState('');
  const [born, setBorn] = useState('');
  const fetch = useMutation({ mutationFn: pickUp });
  const submit = (event: FormEvent) => { event.preventDefault(); fetch.mutate({ code: code.trim(), birth_date: born }); };
  return (
    <div className={css.page}>
      <PageHeader title={t('handover.pick_up')} lead={t('handover.pick_up_lead')} />
      <form onSubmit={submit} className={css.form} noValidate>
        <TextInput label={t('handover.code')} value={code} maxLength={40} autoComplete="off" autoCapitalize="characters" spellCheck={false} onChange={(event) => setCode(event.currentTarget.value)} />
        <TextInput type="date" label={t('patients:field.birth_date')} value={born} onChange={(event) => setBorn(event.currentTarget.value)} />
        <FormProblem problem={fetch.error} />
        {fetch.isSuccess ? <p role="status">{t('handover.saved')}</p> : null}
        <div><Button type="submit" loading={fetch.isPending} disabled={code.trim().length < 16 || !born}>{t('patients:export.download')}</Button></div>
      </form>
    </div>
  );
}
