/** All waiting rooms of the clinic on one page: who waits for whom, since when, and who should be told something. */
import { NativeSelect, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { waitingRoomsQuery, type Waiting } from '../api/waiting';
import { WaitingRoomCard } from '../components/WaitingRoomCard';
import { WordsDrawer } from '../components/WordsDrawer';
import css from '../components/Waiting.module.css';

export default function WaitingRoomsPage() {
  const { t } = useTranslation('visits');
  const navigate = useNavigate();
  const { department } = useSearchParams<{ department: string }>();
  const { data, error, refetch } = useQuery(waitingRoomsQuery(department));
  const [open, setOpen] = useState<Waiting | null>(null);
  const choose = (value: string) => void navigate({ to: '/waiting-rooms', search: { department: value } as never });
  // Who has somebody waiting comes first; within that the names' order stays, so that nothing jumps.
  const rooms = [...(data?.rooms ?? [])].sort((a, b) => Number(b.visits.some((one) => one.place)) - Number(a.visits.some((one) => one.place)));
  return (
    <>
      <PageHeader title={t('rooms.title')} lead={t('rooms.lead')}
        actions={data ? <NativeSelect aria-label={t('rooms.department')} value={department} onChange={(event) => choose(event.currentTarget.value)} data={[{ value: '', label: t('rooms.all') }, ...data.departments.map((one) => ({ value: one.id, label: one.name }))]} /> : undefined} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={320} radius="md" /> : null}
      {data && rooms.length === 0 ? <EmptyState title={t('rooms.none')} hint={t('rooms.none_hint')} /> : null}
      <div className={css.grid}>{rooms.map((room) => <WaitingRoomCard key={room.practitioner.id} room={room} onWords={setOpen} />)}</div>
      <WordsDrawer visit={open} onClose={() => setOpen(null)} />
    </>
  );
}
