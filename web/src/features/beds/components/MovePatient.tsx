/** A patient of a ward is to lie elsewhere: which bed, why, and who leads there. */
import { Alert, Button, Modal, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { doctorsQuery, useMovePatient, wardsQuery, type StayDetail } from '../api/beds';
import css from './Beds.module.css';
import { FreeBeds } from './FreeBeds';

export function MovePatient({ stay, onClose }: { stay: StayDetail; onClose: () => void }) {
  const { t } = useTranslation('beds');
  const { data } = useQuery(wardsQuery);
  const doctors = (useQuery(doctorsQuery).data?.items ?? []).filter((one) => one.id !== stay.practitioner_id);
  const [bed, setBed] = useState('');
  const [reason, setReason] = useState('');
  const [lead, setLead] = useState<string | null>(null);
  const move = useMovePatient(stay.id);
  const wards = data?.items ?? [];
  const to = wards.find((ward) => ward.beds.some((one) => one.id === bed && one.status === 'free'));
  const here = to?.beds.some((one) => one.id === stay.bed_id) ?? false;
  const none = data !== undefined && wards.every((ward) => ward.beds.every((one) => one.status !== 'free'));
  return (
    <Modal opened onClose={onClose} title={t('move.title', { name: stay.patient_name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {none ? <EmptyState title={t('assign.full')} hint={t('assign.full_hint')} /> : (
        <form className={css.ask} onSubmit={(event) => { event.preventDefault(); move.mutate({ bed_id: bed, reason, practitioner_id: lead }, { onSuccess: onClose }); }}>
          {move.error ? <FormProblem problem={move.error} /> : null}
          {wards.map((ward) => <FreeBeds key={ward.id} ward={ward} chosen={to ? bed : ''} onChoose={setBed} />)}
          <Textarea label={t('move.why')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize minRows={2} required minLength={3} maxLength={500} />
          <Select label={t('move.lead')} description={t('move.lead_hint', { name: stay.practitioner_name })} clearable searchable data={doctors.map((one) => ({ value: one.id, label: one.name }))} value={lead} onChange={setLead} />
          <Alert variant="light" color="gray">{to ? t(here ? 'move.at_once' : 'move.asks', { ward: to.name }) : t('move.choose')} {t('move.monitor')}</Alert>
          <div><Button type="submit" loading={move.isPending} disabled={!to || reason.trim().length < 3}>{t(to && !here ? 'move.ask' : 'move.do')}</Button></div>
        </form>
      )}
    </Modal>
  );
}
