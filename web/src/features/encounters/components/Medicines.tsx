/** Everything that the patient takes, prescribed here or told by him; gone through together in one go. */
import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { usePrescriptions, type Chart } from '../api/chart';
import { useHistory } from '../api/history';
import css from './Chart.module.css';
import { fromTaken } from '../prescribing';
import { PrescriptionForm } from './PrescriptionForm';
import { Reconcile } from './Reconcile';

type Props = { patientId: string; encounterId: string | null; rows: Chart['medicines']; writable: boolean; renewable?: boolean; drafts?: Chart['prescriptions'] };

export function Medicines({ patientId, encounterId, rows, writable, renewable = false, drafts = [] }: Props) {
  const { t } = useTranslation('encounters');
  const [mode, setMode] = useState<'add' | 'reconcile' | null>(null);
  const how = useHow();
  const confirm = useConfirm();
  const { end } = usePrescriptions(encounterId ?? '');
  const [renewed, setRenewed] = useState<Chart['medicines'][number] | null>(null);
  async function stop(row: Chart['medicines'][number]) {
    const answer = await confirm({ title: t('rx.stop_title', { name: row.medication }), body: t('rx.stop_body'), verb: t('rx.stop'), destructive: true, reason: { label: t('signed.why') } });
    if (answer && row.encounter_id) end.mutate({ row: row.id, reason: answer.reason, of: row.encounter_id });
  }
  return (
    <section className={css.part} aria-label={t('chart.medicines.title')}>
      <div className={css.head}>
        <h2>{t('chart.medicines.title')}</h2>
        {writable && rows.length ? <Button size="compact-xs" variant="subtle" onClick={() => setMode('reconcile')}>{t('chart.medicines.reconcile')}</Button> : null}
        {writable && mode === null ? <Button size="compact-xs" variant="subtle" onClick={() => setMode('add')}>{t('common:add')}</Button> : null}
      </div>
      {rows.length ? (
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.id}><span className={css.words}><strong>{row.medication}</strong><span className={css.quiet}>{[how(row), row.of === 'home' ? t('chart.medicines.at_home') : ''].filter(Boolean).join(' · ')}</span></span>
              {writable && row.of === 'prescription' && encounterId ? (
                <Menu>
                  <Menu.Target><ActionIcon size={28} aria-label={t('chart.renew.more', { name: row.medication })}><Ellipsis size={16} /></ActionIcon></Menu.Target>
                  <Menu.Dropdown>
                    {renewable && !drafts.some((one) => one.renews_id === row.id) ? <Menu.Item onClick={() => setRenewed(row)}>{t('chart.renew.verb')}</Menu.Item> : null}
                    <Menu.Item onClick={() => void stop(row)}>{t('rx.stop')}</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              ) : null}
            </li>
          ))}
        </ul>
      ) : <p className={css.quiet}>{t('chart.medicines.none')}</p>}
      {renewed && encounterId ? <Modal opened size="lg" onClose={() => setRenewed(null)} title={t('chart.renew.title', { name: renewed.medication })}><div className={css.panel}><PrescriptionForm id={encounterId} row={null} renews={renewed.id} start={fromTaken(renewed)} onClose={() => setRenewed(null)} /></div></Modal> : null}
      {mode === 'add' ? <Add patientId={patientId} onClose={() => setMode(null)} /> : null}
      {mode === 'reconcile' ? <Reconcile patientId={patientId} encounterId={encounterId} rows={rows} onClose={() => setMode(null)} /> : null}
    </section>
  );
}

/** How a medicine is taken, in a few words. */
export function useHow() {
  const { t } = useTranslation('encounters');
  return (row: Chart['medicines'][number]) => {
    if (row.of === 'home') return row.how;
    const amount = t(`encounters:units.${row.dose_unit}` as 'encounters:units.mg', { count: Number(row.dose_value), value: row.dose_value ?? '' });
    return `${amount}, ${t(`encounters:frequencies.${row.frequency}` as 'encounters:frequencies.daily')}${row.as_needed ? ` ${t('encounters:rx.needed')}` : ''}`;
  };
}

function Add({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const { homeMedication } = useHistory(patientId);
  const [draft, setDraft] = useState({ medication: '', dose: '', taken_for: '' });
  const save = () => { if (draft.medication.trim()) homeMedication.mutate({ ...draft, source: 'patient', since: null }, { onSuccess: onClose }); };
  return (
    <form className={css.fields} onSubmit={(event) => { event.preventDefault(); save(); }}>
      <TextInput label={t('chart.medicines.medication')} data-autofocus maxLength={200} value={draft.medication} onChange={(event) => setDraft({ ...draft, medication: event.currentTarget.value })} />
      <TextInput label={t('chart.medicines.how')} placeholder={t('chart.medicines.how_example')} maxLength={200} value={draft.dose} onChange={(event) => setDraft({ ...draft, dose: event.currentTarget.value })} />
      <TextInput label={t('chart.medicines.for')} maxLength={200} value={draft.taken_for} onChange={(event) => setDraft({ ...draft, taken_for: event.currentTarget.value })} />
      <div className={css.buttons}>
        <Button type="submit" size="compact-md" variant="default" loading={homeMedication.isPending} disabled={!draft.medication.trim()}>{t('common:add')}</Button>
        <Button size="compact-md" variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
