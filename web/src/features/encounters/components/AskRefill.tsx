/** "Ask for more": one line to the clinician, if there is something to say. */
import { Button, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { useAskRefill, type Medicine } from '../api/medicines';
import css from './Summary.module.css';

export function AskRefill({ medicine }: { medicine: Medicine }) {
  const { t } = useTranslation('encounters');
  const [open, setOpen] = useState(false);
  const [remark, setRemark] = useState('');
  const ask = useAskRefill(() => { setOpen(false); setRemark(''); notifyDone(t('medicines.asked')); });
  if (!open) return <div className={css.ask}><Button variant="default" onClick={() => setOpen(true)} aria-label={t('medicines.ask_of', { name: medicine.medication })}>{t('medicines.ask')}</Button></div>;
  const submit = (event: FormEvent) => { event.preventDefault(); ask.mutate({ id: medicine.id, remark }); };
  return (
    <form onSubmit={submit} className={css.ask}>
      <FormProblem problem={ask.error} />
      <Textarea label={t('medicines.remark')} description={t('medicines.remark_hint')} autosize minRows={2} maxLength={500} value={remark} onChange={(event) => setRemark(event.currentTarget.value)} data-autofocus />
      <div className={css.buttons}>
        <Button type="submit" loading={ask.isPending}>{t('medicines.send')}</Button>
        <Button variant="subtle" color="gray" onClick={() => setOpen(false)}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
