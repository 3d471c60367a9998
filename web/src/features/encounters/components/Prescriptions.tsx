/** Medicines: each as one sentence that a pharmacist can read; the form opens in place. */
import { ActionIcon, Anchor, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Pencil, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { usePrescriptions, type Prescription } from '../api/chart';
import { useFormats } from '../formats';
import { fromRow, useReads } from '../prescribing';
import css from './Chart.module.css';
import { Findings } from './Findings';
import { PrescriptionForm } from './PrescriptionForm';

type Props = { id: string; rows: Prescription[]; writable?: boolean; prescribing?: string };

export function Prescriptions({ id, rows, writable: draft = false, prescribing = 'alone' }: Props) {
  const { t } = useTranslation('encounters');
  const [open, setOpen] = useState<string | null>(null);
  const writable = draft && prescribing !== 'none';
  return (
    <section className={css.part} aria-label={t('rx.title')}>
      <div className={css.head}>
        <h2>{t('rx.title')}</h2>
        {writable && open === null ? <Button size="compact-sm" variant="default" leftSection={<Plus size={14} />} onClick={() => setOpen('new')}>{t('rx.add')}</Button> : null}
      </div>
      {rows.length ? (
        <ul className={css.rows}>
          {rows.map((row) => (open === row.id
            ? <li key={row.id} className={css.formRow}><PrescriptionForm id={id} row={row.id} start={fromRow(row)} onClose={() => setOpen(null)} /></li>
            : <Row key={row.id} id={id} row={row} writable={writable} onEdit={() => setOpen(row.id)} />))}
        </ul>
      ) : writable ? null : <p className={css.quiet}>{t(draft ? 'chart.renew.may_not' : 'rx.none')}</p>}
      {writable && prescribing === 'countersigned' ? <p className={css.small}>{t('chart.renew.countersigned')}</p> : null}
      {open === 'new' ? <PrescriptionForm id={id} row={null} onClose={() => setOpen(null)} /> : null}
    </section>
  );
}

function Row({ id, row, writable, onEdit }: { id: string; row: Prescription; writable: boolean; onEdit: () => void }) {
  const { t } = useTranslation('encounters');
  const reads = useReads();
  const { date } = useFormats();
  const confirm = useConfirm();
  const { drop, end } = usePrescriptions(id);
  async function stop() {
    const answer = await confirm({ title: t('rx.stop_title', { name: row.medication }), body: t('rx.stop_body'), verb: t('rx.stop'), destructive: true, reason: { label: t('signed.why') } });
    if (answer) end.mutate({ row: row.id, reason: answer.reason });
  }
  const stopped = row.status === 'cancelled' || row.status === 'entered_in_error';
  return (
    <li className="arrive" data-stopped={stopped || undefined}>
      <span className={css.words}>
        <strong>{row.medication}</strong>
        <span>{reads(row)}</span>
        {row.instructions ? <span className={css.quiet}>{row.instructions}</span> : null}
        <Findings findings={row.findings} />
        {row.override_reason ? <span className={css.quiet}>{t('rx.overridden', { reason: row.override_reason })}</span> : null}
        {row.renews ? <span className={css.quiet}><Anchor component={Link} to={`/encounters/${row.renews.encounter_id}`} size="xs">{t('chart.renew.of', { date: date(row.renews.prescribed_on) })}</Anchor>{row.change_reason ? ` · ${t('chart.renew.changed', { reason: row.change_reason })}` : ''}</span> : null}
        {row.status === 'awaiting' ? <StatusBadge tone="attention" label={t('chart.renew.awaiting')} /> : null}
        {stopped ? <span className={css.quiet}>{t('rx.stopped', { reason: row.end_reason })}</span> : null}
      </span>
      {writable ? (
        <>
          <ActionIcon size={28} aria-label={t('rx.edit', { name: row.medication })} onClick={onEdit}><Pencil size={15} /></ActionIcon>
          <ActionIcon size={28} aria-label={t('rx.drop', { name: row.medication })} disabled={drop.isPending} onClick={() => drop.mutate(row.id)}><X size={16} /></ActionIcon>
        </>
      ) : row.status === 'active' || row.status === 'awaiting' ? <Button size="compact-sm" variant="subtle" color="gray" loading={end.isPending} onClick={() => void stop()}>{t('rx.stop')}</Button> : null}
    </li>
  );
}
