/** Behind a link in a message: when and where, and the one thing that the link is for. Nothing is done by opening it. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { get, post } from '@/lib/api';
import { formatMoney } from '@/lib/money';
import { useWrite } from '@/lib/query';
import { clockTime, dayKey, zoneName } from '@/lib/time';
import css from '../components/Appointment.module.css';
import { Way } from '../components/Way';
import { longDate } from '../format';

const LinkMove = lazy(() => import('../components/LinkMove'));

export default function LinkPage() {
  const { t } = useTranslation('scheduling');
  const { token } = usePathParams<{ token: string }>();
  const key = ['appointment-links', token];
  const qc = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: ({ signal }) => get('/api/appointment-links/{token}', { path: { token }, signal }) });
  const follow = useWrite(() => post('/api/appointment-links/{token}', { path: { token } }), { quiet: true, onSuccess: (done) => qc.setQueryData(key, done) });
  if (error && !data) return <div className={css.alone}><ErrorState problem={error} onRetry={() => void refetch()} /></div>;
  if (!data) return <div className={css.alone}><Skeleton height={240} radius="md" /></div>;
  const done = data.purpose === 'confirm' ? data.confirmed && data.status === 'booked' : data.purpose === 'cancel' && data.status === 'cancelled' && !data.moved_to;
  const fee = data.fee ? <p>{t('link.fee', { fee: formatMoney(data.fee) })}</p> : null;
  return (
    <div className={css.alone}>
      <h1>{data.facility}</h1>
      <div className={css.when}>
        <strong>{longDate(dayKey(data.starts_at, data.zone))}, {clockTime(data.starts_at, data.zone)}</strong>
        <span className={css.quiet}>{zoneName(data.zone, data.starts_at)}</span>
        <Way kind={data.kind} />
      </div>
      {data.moved_to ? <p role="status" className={css.done}><CircleCheck size={24} aria-hidden />{t('link.moved', { time: `${longDate(dayKey(data.moved_to, data.zone))}, ${clockTime(data.moved_to, data.zone)}` })}</p>
        : data.purpose === 'move' && data.open ? <Suspense fallback={<Skeleton height={240} radius="md" />}><LinkMove token={token} onMoved={(next) => qc.setQueryData(key, next)} /></Suspense>
        : done ? <p role="status" className={css.done}><CircleCheck size={24} aria-hidden />{t(data.purpose === 'confirm' ? 'link.confirmed' : 'link.cancelled')}</p>
        : data.open ? <>{data.purpose === 'cancel' ? fee : null}<FormProblem problem={follow.error} /><Button fullWidth loading={follow.isPending} color={data.purpose === 'cancel' ? 'rose' : undefined} onClick={() => follow.mutate()}>{t(data.purpose === 'confirm' ? 'link.confirm' : 'link.cancel')}</Button></>
          : <p>{t('link.over', { phone: data.phone })}</p>}
    </div>
  );
}
