/** A ward is asked to take a patient: it takes him, cannot, or who asked calls it off. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useAcceptTransfer, useEndTransfer, type StayDetail } from '../api/beds';
import css from './Beds.module.css';

export function Transfer({ stay }: { stay: StayDetail }) {
  const { t } = useTranslation('beds');
  const confirm = useConfirm();
  const accept = useAcceptTransfer(stay.id);
  const end = useEndTransfer(stay.id);
  const asked = stay.places.find((place) => place.status === 'held');
  if (!asked || stay.status !== 'on_ward') return null;
  const why = async (how: 'refuse' | 'cancel') => {
    const answer = await confirm({ title: t(`transfer.${how}_title`), body: t('transfer.freed'), verb: t(`transfer.${how}`), destructive: true, reason: { label: t('withdraw.why') } });
    if (answer) end.mutate({ how, reason: answer.reason });
  };
  const problem = accept.error ?? end.error;
  return (
    <Section title={t('transfer.title', { ward: asked.ward })}>
      {problem ? <FormProblem problem={problem} /> : null}
      <KeyValue columns={2} items={[
        { label: t('transfer.bed'), value: `${asked.ward} ${asked.bed}` },
        { label: t('transfer.asked_by'), value: <>{asked.asked_by_name} · <TimeText at={asked.asked_at} /></> },
        asked.lead_name !== null && { label: t('transfer.lead'), value: asked.lead_name },
        { label: t('move.why'), value: asked.reason, wide: true },
      ]} />
      <div className={css.acts}>
        <Button loading={accept.isPending} onClick={() => accept.mutate(undefined)}>{t('transfer.accept')}</Button>
        <Button variant="default" loading={end.isPending} onClick={() => void why('refuse')}>{t('transfer.refuse')}</Button>
        <Button variant="subtle" disabled={end.isPending} onClick={() => void why('cancel')}>{t('transfer.cancel')}</Button>
      </div>
    </Section>
  );
}
