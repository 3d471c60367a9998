/** What "out of office" asks: from when until when, who covers; and what stands already. Loaded when it is opened. */
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MomentInput } from '@/components/ui/MomentInput';
import { TimeText } from '@/components/ui/TimeText';
import { thisMinute } from '@/lib/wall';
import { absencesQuery, colleaguesQuery, useAbsences } from '../api/teamwork';
import { PickPerson } from './PickPerson';
import css from './Teamwork.module.css';

export default function AwayDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('workflows');
  const { data } = useQuery(absencesQuery);
  const absences = useAbsences();
  const [picking, setPicking] = useState(false);
  const [span, setSpan] = useState(() => ({ from: thisMinute(), until: thisMinute(86_400_000) }));
  const mine = data?.mine ?? [];
  return (
    <>
      <Modal opened={!picking} onClose={onClose} title={t('away.title')} closeButtonProps={{ 'aria-label': t('team.close') }}>
        <div className={css.form}>
          {mine.map((row) => (
            <div key={row.id} className={css.tools}>
              <span className={css.grow}><TimeText at={row.from_at} /> – <TimeText at={row.until_at} />: {row.cover_name}</span>
              <Button variant="default" size="compact-sm" loading={absences.end.isPending} onClick={() => absences.end.mutate(row.id)}>{row.active ? t('away.back') : t('away.drop')}</Button>
            </div>
          ))}
          <MomentInput label={t('away.from')} value={span.from} onChange={(from) => setSpan({ ...span, from })} />
          <MomentInput label={t('away.until')} value={span.until} onChange={(until) => setSpan({ ...span, until })} />
          <p className={css.quiet}>{t('away.hint')}</p>
          <Button disabled={!span.from || !span.until} onClick={() => setPicking(true)}>{t('away.choose')}</Button>
        </div>
      </Modal>
      <PickPerson title={t('away.who')} opened={picking} onClose={() => setPicking(false)} query={(search) => colleaguesQuery(search) as never}
        onPick={(cover) => absences.announce.mutate({ cover_id: cover, from_at: span.from, until_at: span.until })} />
    </>
  );
}
