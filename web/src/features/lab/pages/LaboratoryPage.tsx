/** Every order of the house that waits for the laboratory or for who looks at its result; found by the number on a tube. */
import { Modal, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { orderQuery, useLaboratory, type LaboratoryRow, type Stage } from '../api/orders';
import css from '../components/Lab.module.css';
import { OrderShown } from '../components/OrderShown';
import { Standing } from '../components/Standing';

const STAGES = ['open', 'sign', 'collect', 'result', 'review', 'reviewed', 'revoked'] as const;

export default function LaboratoryPage() {
  const { t } = useTranslation('lab');
  const [stage, setStage] = useState<Stage>('open');
  const [label, setLabel] = useState('');
  const [shown, setShown] = useState<string | null>(null);
  const columns: Column<LaboratoryRow>[] = [
    { key: 'title', header: t('order.one'), phone: 'bare', cell: (row) => <span><strong>{row.title}</strong> <span className={css.quiet}>{row.patient_name} · {row.patient_number}</span></span> },
    { key: 'stage', header: t('laboratory.stage'), cell: (row) => <Standing row={row} /> },
    { key: 'label', header: t('order.label'), cell: (row) => row.label || '–' },
    { key: 'specimen', header: t('order.specimen'), cell: (row) => row.specimen },
    { key: 'by', header: t('order.by'), cell: (row) => row.practitioner_name },
    { key: 'at', header: t('order.placed'), cell: (row) => <TimeText at={row.placed_at} as="ago" /> },
  ];
  return (
    <>
      <PageHeader title={t('laboratory.title')} lead={t('laboratory.lead')} />
      <DataList
        label={t('laboratory.title')} pages={useLaboratory(stage, label.trim())} columns={columns} rowKey={(row) => row.id} flashKey={(row) => row.stage} onOpen={(row) => setShown(row.id)}
        empty={{ title: t('laboratory.none'), hint: t('laboratory.none_hint') }} search={{ value: label, onChange: setLabel, placeholder: t('laboratory.find') }}
        filters={<Select aria-label={t('laboratory.stage')} allowDeselect={false} value={stage} onChange={(value) => value && setStage(value as Stage)} data={STAGES.map((value) => ({ value, label: t(`stage.${value}`) }))} />}
      />
      {shown ? <One id={shown} onClose={() => setShown(null)} /> : null}
    </>
  );
}

function One({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('lab');
  const { data } = useQuery(orderQuery(id));
  return <Modal opened onClose={onClose} title={t('order.one')} size="lg">{data ? <OrderShown order={data} /> : null}</Modal>;
}
