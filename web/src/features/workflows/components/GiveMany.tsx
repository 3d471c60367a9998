/** A lead gives several tasks to one colleague at once, and hears of those that could not be given. */
import { Button } from '@mantine/core';
import { UserRoundPlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notifyDone } from '@/lib/notify';
import { colleaguesQuery, useAssignMany } from '../api/teamwork';
import css from './Teamwork.module.css';

const PickPerson = lazy(() => import('./PickPerson').then((module) => ({ default: module.PickPerson })));

type Props = { chosen: Set<string> | null; onChosen: (chosen: Set<string> | null) => void };

export function GiveMany({ chosen, onChosen }: Props) {
  const { t } = useTranslation('workflows');
  const [picking, setPicking] = useState(false);
  const give = useAssignMany((done) => {
    const left = done.items.filter((one) => !one.ok);
    onChosen(left.length ? new Set(left.map((one) => one.task_id)) : null);
    notifyDone(left.length ? t('many.some', { done: done.items.length - left.length, count: left.length, why: left[0]?.detail ?? '' }) : t('many.done', { count: done.items.length }));
  });
  if (!chosen) return <Button variant="default" leftSection={<UserRoundPlus size={16} aria-hidden />} onClick={() => onChosen(new Set())}>{t('many.begin')}</Button>;
  return (
    <div className={css.many} role="group" aria-label={t('many.begin')}>
      <span role="status">{t('many.chosen', { count: chosen.size })}</span>
      <Button disabled={!chosen.size} loading={give.isPending} onClick={() => setPicking(true)}>{t('many.give')}</Button>
      <Button variant="default" onClick={() => onChosen(null)}>{t('many.stop')}</Button>
      <Suspense>{picking ? <PickPerson title={t('many.give')} opened={picking} onClose={() => setPicking(false)} query={(search) => colleaguesQuery(search) as never} onPick={(user) => give.mutate({ ids: [...chosen], user })} /> : null}</Suspense>
    </div>
  );
}
