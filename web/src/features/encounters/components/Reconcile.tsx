/** The list of medicines gone through with the patient: each is kept, stopped or changed, and why. */
import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import type { Chart } from '../api/chart';
import { useHistory } from '../api/history';
import css from './Chart.module.css';
import { useHow } from './Medicines';

type Row = Chart['medicines'][number];
type Choice = { decision: 'continue' | 'stop' | 'change'; reason: string; dose: string };
type Props = { patientId: string; encounterId: string | null; rows: Row[]; onClose: () => void };
const kept: Choice = { decision: 'continue', reason: '', dose: '' };

export function Reconcile({ patientId, encounterId, rows, onClose }: Props) {
  const { t } = useTranslation('encounters');
  const how = useHow();
  const { reconcile } = useHistory(patientId);
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const of = (row: Row) => choices[row.id] ?? kept;
  const set = (row: Row, part: Partial<Choice>) => setChoices({ ...choices, [row.id]: { ...of(row), ...part } });
  const open = rows.some((row) => of(row).decision !== 'continue' && (of(row).reason.trim().length < 3 || (of(row).decision === 'change' && !of(row).dose.trim())));
  function save() {
    const decisions = rows.map((row) => ({ of: row.of as 'home', id: row.id, ...of(row), reason: of(row).reason.trim(), dose: of(row).decision === 'change' ? of(row).dose.trim() : '' }));
    reconcile.mutate({ decisions, encounter_id: encounterId }, { onSuccess: onClose });
  }
  return (
    <Modal opened onClose={onClose} title={t('chart.medicines.reconcile_title')} size="lg">
      <p className={css.quiet}>{t('chart.medicines.reconcile_hint')}</p>
      <ul className={css.rows}>
        {rows.map((row) => (
          <li key={row.id} className={css.formRow}>
            <span className={css.words}><strong>{row.medication}</strong><span className={css.quiet}>{how(row)}</span></span>
            <SegmentedControl size="xs" mt={6} aria-label={row.medication} value={of(row).decision} onChange={(value) => set(row, { decision: value as Choice['decision'] })}
              data={(['continue', 'stop', ...(row.of === 'home' ? ['change'] : [])] as const).map((value) => ({ value, label: t(`chart.medicines.${value as 'stop'}`) }))} />
            {of(row).decision === 'change' ? <TextInput mt={8} label={t('chart.medicines.how_now')} maxLength={200} value={of(row).dose} onChange={(event) => set(row, { dose: event.currentTarget.value })} /> : null}
            {of(row).decision !== 'continue' ? <TextInput mt={8} label={t('chart.why')} maxLength={1000} value={of(row).reason} onChange={(event) => set(row, { reason: event.currentTarget.value })} /> : null}
          </li>
        ))}
      </ul>
      {reconcile.error ? <FormProblem problem={reconcile.error} /> : null}
      <div className={css.buttons}>
        <Button loading={reconcile.isPending} disabled={open} onClick={save}>{t('chart.medicines.done')}</Button>
        <Button variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </Modal>
  );
}
