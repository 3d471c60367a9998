/** Out of office: from when until when, and who covers. It ends by itself; coming back earlier is one click. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { useRoom } from '@/lib/live';
import { absencesQuery, colleaguesQuery, useAbsences } from '../api/teamwork';
import { PickPerson } from './PickPerson';
import css from './Teamwork.module.css';

const local = (at: Date) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** Hears what happens to the tasks of somebody who is covered. */
function Hear({ user }: { user: string }) {
  useRoom(`cover:${user}`);
  return null;
}

export function Away() {
  const { t } = useTranslation('workflows');
  const { data } = useQuery(absencesQuery);
  const absences = useAbsences();
  const [open, setOpen] = useState(false);
  const [picking, setPicking] = useState(false);
  const [span, setSpan] = useState(() => ({ from: local(new Date()), until: local(new Date(Date.now() + 86_400_000)) }));
  const mine = data?.mine ?? [];
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{mine.some((row) => row.active) ? t('away.are') : t('away.title')}</Button>
      {(data?.covering ?? []).filter((row) => row.active).map((row) => <Hear key={row.id} user={row.user_id} />)}
      <Modal opened={open && !picking} onClose={() => setOpen(false)} title={t('away.title')} closeButtonProps={{ 'aria-label': t('team.close') }}>
        <div className={css.form}>
          {mine.map((row) => (
            <div key={row.id} className={css.tools}>
              <span className={css.grow}><TimeText at={row.from_at} /> – <TimeText at={row.until_at} />: {row.cover_name}</span>
              <Button variant="default" size="compact-sm" loading={absences.end.isPending} onClick={() => absences.end.mutate(row.id)}>{row.active ? t('away.back') : t('away.drop')}</Button>
            </div>
          ))}
          <TextInput type="datetime-local" label={t('away.from')} value={span.from} onChange={(event) => setSpan({ ...span, from: event.currentTarget.value })} />
          <TextInput type="datetime-local" label={t('away.until')} value={span.until} onChange={(event) => setSpan({ ...span, until: event.currentTarget.value })} />
          <p className={css.quiet}>{t('away.hint')}</p>
          <Button disabled={!span.from || !span.until} onClick={() => setPicking(true)}>{t('away.choose')}</Button>
        </div>
      </Modal>
      <PickPerson title={t('away.who')} opened={picking} onClose={() => setPicking(false)} query={(search) => colleaguesQuery(search) as never}
        onPick={(cover) => absences.announce.mutate({ cover_id: cover, from_at: new Date(span.from).toISOString(), until_at: new Date(span.until).toISOString() })} />
    </>
  );
}
