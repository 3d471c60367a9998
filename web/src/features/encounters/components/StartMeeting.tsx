/** Begin a visit that nobody booked: in the clinic, an emergency, at the bedside, at home. */
import { Button, Checkbox, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '@/lib/api';
import { useWrite } from '@/lib/query';
import css from './Chart.module.css';
import type { Sent } from '../sent';

const KINDS = ['AMB', 'EMER', 'IMP', 'HH'] as const;

export function StartMeeting({ patientId }: { patientId: string }) {
  const { t } = useTranslation('encounters');
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Sent<'/api/patients/{patient_id}/encounters', 'post'> | null>(null);
  const start = useWrite((body: Sent<'/api/patients/{patient_id}/encounters', 'post'>, key) => post('/api/patients/{patient_id}/encounters', { path: { patient_id: patientId }, body, idempotencyKey: key }), { onSuccess: (row) => void navigate({ to: `/encounters/${row.id}` }) });
  return (
    <>
      <Button variant="default" size="compact-sm" leftSection={<Plus size={14} />} onClick={() => setDraft({ kind: 'AMB', reason: '', arrived: false })}>{t('chart.meeting.start')}</Button>
      {draft ? (
        <Modal opened onClose={() => setDraft(null)} title={t('chart.meeting.start')}>
          <form className={css.fields} onSubmit={(event) => { event.preventDefault(); start.mutate(draft); }}>
            <SegmentedControl aria-label={t('chart.meeting.kind')} value={draft.kind} onChange={(value) => setDraft({ ...draft, kind: value as 'AMB' })} data={KINDS.map((value) => ({ value, label: t(`chart.meeting.kinds.${value}`) }))} />
            <TextInput label={t('chart.meeting.reason')} data-autofocus maxLength={500} value={draft.reason} onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })} />
            <Checkbox label={t('chart.meeting.waits')} checked={draft.arrived} onChange={(event) => setDraft({ ...draft, arrived: event.currentTarget.checked })} />
            <div className={css.buttons}><Button type="submit" loading={start.isPending}>{t('chart.meeting.start')}</Button></div>
          </form>
        </Modal>
      ) : null}
    </>
  );
}
