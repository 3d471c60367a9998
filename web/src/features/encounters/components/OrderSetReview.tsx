/** An order set before it is carried out: look at each line, leave out what does not fit, then all of it at once. */
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useApply, type Item, type OrderSet } from '../api/writing';
import type { NoteState } from '../note';
import { useReads } from '../prescribing';
import css from './Chart.module.css';
import { Findings, type Finding } from './Findings';
import { addWords } from './NoteTools';

type Props = { set: OrderSet; note: NoteState; encounterId: string; onClose: () => void };

export default function OrderSetReview({ set, note, encounterId, onClose }: Props) {
  const { t } = useTranslation('encounters');
  const says = useSays();
  const apply = useApply(encounterId);
  const [left, setLeft] = useState<number[]>([]);
  const [reason, setReason] = useState('');
  const chosen = set.items.filter((_, at) => !left.includes(at));
  const orders = chosen.filter((one) => one.kind !== 'words');
  const findings = (apply.error?.extra.findings ?? null) as Finding[] | null;
  function words() {
    for (const one of chosen) if (one.kind === 'words') addWords(note, one.section, one.text);
    onClose();
  }
  const carryOut = () => (orders.length ? apply.mutate({ set: set.id, items: orders, reason: reason.trim() }, { onSuccess: words }) : words());
  return (
    <Modal opened onClose={onClose} title={set.name} size="lg">
      {set.about ? <p className={css.quiet}>{set.about}</p> : null}
      <div className={css.fields}>
        {set.items.map((one, at) => <Checkbox key={at} checked={!left.includes(at)} label={says(one)} onChange={() => setLeft(left.includes(at) ? left.filter((n) => n !== at) : [...left, at])} />)}
        {findings ? <><Findings findings={findings} /><TextInput label={t('chart.sets.reason')} withAsterisk maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} /></> : apply.error ? <FormProblem problem={apply.error} /> : null}
        <div className={css.buttons}>
          <Button loading={apply.isPending} disabled={!chosen.length || (!!findings && reason.trim().length < 3)} onClick={carryOut}>{t('chart.sets.apply', { count: chosen.length })}</Button>
          <Button variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button>
        </div>
      </div>
    </Modal>
  );
}

/** One line of an order set in words. */
export function useSays(): (item: Item) => string {
  const { t } = useTranslation('encounters');
  const reads = useReads();
  return (item) => {
    if (item.kind === 'diagnosis') return `${t('chart.sets.diagnosis')}: ${item.display || item.code}`;
    if (item.kind === 'service') return `${t('chart.sets.service')}: ${item.display || item.code}`;
    if (item.kind === 'referral') return `${t('chart.sets.referral')}: ${item.specialty} – ${item.question}`;
    if (item.kind === 'laboratory') return `${t('chart.sets.laboratory')}: ${item.title}`;
    if (item.kind === 'words') return `${t('chart.sets.words')}: ${item.text}`;
    const rx = item.prescription;
    return `${t('chart.sets.prescription')}: ${rx.medication}, ${reads({ ...rx, dose_value: String(rx.dose_value), quantity_value: rx.quantity_value ? String(rx.quantity_value) : '' } as never)}`;
  };
}
