/** What I should know, newest first. The count is live. */
import { ActionIcon, Button, Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Bell as BellIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bellQuery, useReadAll } from '../api/notifications';
import css from './Bell.module.css';
import { Notices } from './Notices';

export default function Bell() {
  const { t } = useTranslation('notifications');
  const [open, setOpen] = useState(false);
  const { data } = useQuery(bellQuery);
  const readAll = useReadAll();
  const unread = data?.unread ?? 0;
  return (
    <Popover opened={open} onChange={setOpen} width={360} position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" className={css.button ?? ''} onClick={() => setOpen(!open)} aria-label={t('bell', { count: unread })} aria-haspopup="dialog">
          <BellIcon size={20} strokeWidth={1.75} aria-hidden />
          {unread > 0 ? <span className={css.count} aria-hidden>{unread > 99 ? '99+' : unread}</span> : null}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('title')}>
        <div className={css.head}>
          <strong>{t('title')}</strong>
          <Button variant="subtle" size="compact-sm" disabled={unread === 0} onClick={() => readAll.mutate()}>{t('read_all')}</Button>
        </div>
        <div className={css.scroll}><Notices items={data?.items ?? []} language={data?.language ?? ''} onOpen={() => setOpen(false)} /></div>
      </Popover.Dropdown>
    </Popover>
  );
}
