/** Out of office: from when until when, and who covers. It ends by itself; coming back earlier is one click. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom } from '@/lib/live';
import { absencesQuery } from '../api/teamwork';

const AwayDialog = lazy(() => import('./AwayDialog'));

/** Hears what happens to the tasks of somebody who is covered. */
function Hear({ user }: { user: string }) {
  useRoom(`cover:${user}`);
  return null;
}

export function Away() {
  const { t } = useTranslation('workflows');
  const { data } = useQuery(absencesQuery);
  const [open, setOpen] = useState(false);
  const mine = data?.mine ?? [];
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{mine.some((row) => row.active) ? t('away.are') : t('away.title')}</Button>
      {(data?.covering ?? []).filter((row) => row.active).map((row) => <Hear key={row.id} user={row.user_id} />)}
      <Suspense>{open ? <AwayDialog onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}
