/** On the patient's page: ask for a bed. Starts the admission pathway. */
import { Button, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useRequestAdmission } from '../api/beds';
import css from './Beds.module.css';

export default function RequestAdmission({ patientId }: { patientId: string }) {
  const { t } = useTranslation('beds');
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const ask = useRequestAdmission();
  return (
    <Section title={t('request.title')} hint={t('request.hint')}>
      {open ? (
        <form className={css.ask} onSubmit={(event) => { event.preventDefault(); ask.mutate({ patient_id: patientId, reason }, { onSuccess: (stay) => void navigate({ to: `/stays/${stay.id}` }) }); }}>
          <Textarea label={t('request.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize minRows={2} required minLength={3} maxLength={1000} />
          <div><Button type="submit" loading={ask.isPending} disabled={reason.trim().length < 3}>{t('request.send')}</Button></div>
        </form>
      ) : <Button variant="default" onClick={() => setOpen(true)}>{t('request.start')}</Button>}
    </Section>
  );
}
