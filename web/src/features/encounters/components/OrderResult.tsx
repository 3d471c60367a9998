/** In the task of a laboratory order: its result is typed in, or what is preliminary is completed. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orderReportQuery } from '../api/orders';
import type { Asked } from '../results';
import { ResultForm } from './ResultForm';

type Order = Asked & { patient_id: string; stage: string; diagnostic_report_id: string | null };

export default function OrderResult({ order }: { order: Order }) {
  const { t } = useTranslation('encounters');
  const { data: report } = useQuery({ ...orderReportQuery(order.id), enabled: !!order.diagnostic_report_id });
  const [open, setOpen] = useState(false);
  if (order.stage !== 'result' || (order.diagnostic_report_id && !report)) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t(report ? 'results.complete' : 'results.enter')}</Button>
      {open ? <ResultForm patientId={order.patient_id} order={order} report={report} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
