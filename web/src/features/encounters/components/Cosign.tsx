/** The second signature of a note: asked for, given, given back. */
import { Button, Modal, Select } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { get } from '@/lib/api';
import type { Chart } from '../api/chart';
import { useMeeting } from '../api/writing';
import css from './Chart.module.css';

const TONES: Record<string, Tone> = { requested: 'attention', signed: 'done', returned: 'problem', withdrawn: 'neutral' };
const doctorsQuery = queryOptions({ queryKey: ['practitioners', 'cosign'], queryFn: ({ signal }) => get('/api/practitioners', { signal }), staleTime: 5 * 60_000 });

export function CosignState({ chart }: { chart: Chart }) {
  const { t } = useTranslation('encounters');
  const one = chart.cosignature;
  if (!one) return null;
  return <p className={css.cosign}><StatusBadge tone={TONES[one.status] ?? 'neutral'} label={t(`chart.cosign.${one.status}` as 'chart.cosign.signed', { name: one.cosigner_name })} />{one.remark ? <span className={css.quiet}>{one.remark}</span> : null}</p>;
}

export function AskCosign({ chart, onClose }: { chart: Chart; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const doctors = (useQuery(doctorsQuery).data?.items ?? []).filter((one) => one.role === 'doctor' && one.id !== chart.encounter.practitioner_id);
  const { cosign } = useMeeting(chart.encounter.id);
  const [who, setWho] = useState<string | null>(null);
  return (
    <Modal opened onClose={onClose} title={t('chart.cosign.ask')}>
      <div className={css.fields}>
        <Select label={t('chart.cosign.who')} searchable data-autofocus data={doctors.map((one) => ({ value: one.id, label: one.name }))} value={who} onChange={setWho} />
        <div className={css.buttons}><Button disabled={!who} loading={cosign.isPending} onClick={() => who && cosign.mutate({ cosigner_id: who, remark: '' }, { onSuccess: onClose })}>{t('chart.cosign.ask')}</Button></div>
      </div>
    </Modal>
  );
}
