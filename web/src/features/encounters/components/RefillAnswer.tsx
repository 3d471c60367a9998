/** What became of a wish for more of a medicine: waiting (and taken back), renewed, or an answer in the clinician's words. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useWithdrawRefill, type Medicine } from '../api/medicines';
import css from './Summary.module.css';

const TONES: Record<string, Tone> = { requested: 'active', renewed: 'done', declined: 'attention', visit_needed: 'attention', withdrawn: 'neutral' };

export function RefillAnswer({ refill }: { refill: NonNullable<Medicine['refill']> }) {
  const { t } = useTranslation('encounters');
  const withdraw = useWithdrawRefill();
  if (refill.status === 'withdrawn') return null;
  return (
    <div className={css.answer}>
      <span><StatusBadge tone={TONES[refill.status] ?? 'neutral'} label={t(`medicines.status.${refill.status}` as 'medicines.status.requested')} /> <span className={css.quiet}><TimeText at={refill.status_at} as="ago" /></span></span>
      {refill.answer ? <p className={css.words}>{refill.answer}</p> : null}
      {refill.status === 'requested' ? <Button variant="subtle" color="gray" size="compact-sm" loading={withdraw.isPending} onClick={() => withdraw.mutate(refill.id)}>{t('medicines.withdraw')}</Button> : null}
      {refill.status === 'visit_needed' ? <Button variant="default" component={Link} to="/my/book">{t('medicines.book')}</Button> : null}
    </div>
  );
}
