/** In the chart: to whom the patient was referred, how far it is, and asking another specialty. */
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { referralsQuery, useWithdrawReferral, type Referral } from '../api/referrals';
import css from './Chart.module.css';
import { ReferForm } from './ReferForm';

export const REFERRAL_TONES: Record<string, Tone> = {
  requested: 'active', accepted: 'active', booked: 'info', seen: 'done', answered: 'done', declined: 'attention', withdrawn: 'neutral',
};

export function Referrals({ patientId, encounterId }: { patientId: string; encounterId?: string }) {
  const { t } = useTranslation('encounters');
  const { data } = useQuery(referralsQuery(patientId));
  const [open, setOpen] = useState(false);
  return (
    <section className={css.part}>
      <div className={css.head}>
        <h2>{t('referrals.title')}</h2>
        {open ? null : <Button size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>{t('referrals.add')}</Button>}
      </div>
      {open ? <ReferForm patientId={patientId} encounterId={encounterId} onClose={() => setOpen(false)} /> : null}
      {data?.items.length ? <ul className={css.past}>{data.items.map((row) => <Row key={row.id} row={row} />)}</ul> : data && !open ? <p className={css.quiet}>{t('referrals.none')}</p> : null}
    </section>
  );
}

function Row({ row }: { row: Referral }) {
  const { t } = useTranslation('encounters');
  const confirm = useConfirm();
  const withdraw = useWithdrawReferral();
  const ask = async () => {
    if (await confirm({ title: t('referrals.withdraw_title', { specialty: row.specialty_name }), body: t('referrals.withdraw_body'), verb: t('referrals.withdraw'), destructive: true })) withdraw.mutate(row.id);
  };
  return (
    <li>
      <span>{row.seen_encounter_id ? <Anchor component={Link} to={`/encounters/${row.seen_encounter_id}`}>{row.specialty_name}</Anchor> : <strong>{row.specialty_name}</strong>} <StatusBadge tone={REFERRAL_TONES[row.status] ?? 'neutral'} label={t(`referrals.status.${row.status}` as 'referrals.status.seen')} /></span>
      <span>{row.question}</span>
      {row.answer ? <span>{t('referrals.answer')} {row.answer}</span> : null}
      <span className={css.quiet}><TimeText at={row.asked_at} as="date" /> · {row.practitioner_name}{row.specialist_name ? ` → ${row.specialist_name}` : ''}</span>
      {['requested', 'accepted', 'booked'].includes(row.status) ? <span><Button size="compact-xs" variant="subtle" color="gray" loading={withdraw.isPending} onClick={() => void ask()}>{t('referrals.withdraw')}</Button></span> : null}
    </li>
  );
}
