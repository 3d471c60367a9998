/** Give a result to another clinician to look at, with the reason. */
import { Button, Modal, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { doctorsQuery, useResultWrites, type Report } from '../api/results';
import css from './Results.module.css';

export function ReassignResult({ report, onClose }: { report: Report; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const { reassign } = useResultWrites();
  const doctors = useQuery(doctorsQuery).data?.items ?? [];
  const [who, setWho] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  function give(event: FormEvent) {
    event.preventDefault();
    if (who && reason.trim().length >= 3) reassign.mutate({ id: report.id, body: { practitioner_id: who, reason: reason.trim(), version: report.version } }, { onSuccess: onClose });
  }
  return (
    <Modal opened onClose={onClose} title={t('results.reassign')}>
      <form className={css.entry} onSubmit={give} noValidate>
        <FormProblem problem={reassign.error} />
        <Select label={t('results.reviewer')} withAsterisk searchable value={who} onChange={setWho} data={doctors.filter((one) => one.name !== report.practitioner_name).map((one) => ({ value: one.id, label: one.name }))} data-autofocus />
        <Textarea label={t('chart.why')} withAsterisk autosize minRows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <div><Button type="submit" loading={reassign.isPending} disabled={!who || reason.trim().length < 3}>{t('results.reassign_verb')}</Button></div>
      </form>
    </Modal>
  );
}
