/** The patient's side of a referral: with whom a visit is to be booked. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TaskScreenProps } from '@/lib/tasks';
import { ownReferralsQuery } from '../api/referrals';
import css from './Summary.module.css';

export default function BookReferralTask({ task }: TaskScreenProps) {
  const { t } = useTranslation('encounters');
  const { data } = useQuery(ownReferralsQuery);
  if (!data) return <Skeleton height={120} radius="md" />;
  const found = data.items.find((one) => one.id === task.subject.referral_id);
  if (!found || found.status === 'booked') return <p>{t('referrals.booked_already')}</p>;
  return (
    <div className={css.ask}>
      <p>{t('referrals.why', { doctor: found.practitioner_name, specialty: found.specialty_name })}</p>
      <Button component={Link} to="/my/book" search={{ specialty: found.specialty } as never}>{t('referrals.book')}</Button>
    </div>
  );
}
