/** On a patient's page, for the privacy officer: a legal hold, and beginning an erasure that was asked for on paper. */
import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useConfirm } from '@/components/ui/confirm';
import { holdsQuery, useAskErasure, useLiftHold, usePutHold } from '../api/erasure';
import css from './Rows.module.css';

export default function LegalHold({ patientId }: { patientId: string }) {
  const { t } = useTranslation('patients_erasure');
  const confirm = useConfirm();
  const navigate = useNavigate();
  const { data } = useQuery(holdsQuery(patientId));
  const put = usePutHold(patientId);
  const lift = useLiftHold(patientId);
  const ask = useAskErasure(patientId);
  if (!data) return null;
  const standing = data.items.find((one) => !one.lifted_at);
  const change = async () => {
    const answer = await confirm(standing
      ? { title: t('hold.lift'), body: t('hold.lift_body'), verb: t('hold.lift'), reason: { label: t('hold.why') } }
      : { title: t('hold.put'), body: t('hold.put_body'), verb: t('hold.put'), reason: { label: t('hold.why') } });
    if (answer) (standing ? lift : put).mutate(answer.reason);
  };
  const begin = async () => {
    const answer = await confirm({ title: t('ask.title'), body: t('ask.body'), verb: t('ask.verb'), reason: { label: t('ask.why') } });
    if (answer) ask.mutate(answer.reason, { onSuccess: (begun) => begun && void navigate({ to: `/privacy/erasures/${begun.id}` }) });
  };
  return (
    <Section title={t('hold.title')} hint={t('hold.hint')}>
      <div className={css.stack}>
        {standing ? <><p><StatusBadge tone="attention" label={t('hold.stands')} /></p><p>{standing.reason}</p><p>{standing.set_by_name} · <TimeText at={standing.created_at} as="date" /></p></> : <p>{t('hold.none')}</p>}
        <Group gap="sm">
          <Button variant="default" size="compact-sm" loading={put.isPending || lift.isPending} onClick={() => void change()}>{t(standing ? 'hold.lift' : 'hold.put')}</Button>
          <Button variant="default" size="compact-sm" loading={ask.isPending} onClick={() => void begin()}>{t('ask.verb')}</Button>
        </Group>
      </div>
    </Section>
  );
}
