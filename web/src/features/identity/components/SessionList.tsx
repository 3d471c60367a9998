/** Where one is signed in; what one does not know can be ended at once. */
import { Button } from '@mantine/core';
import { Laptop, Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/ui/ErrorState';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { sessionsQuery, useEndSession } from '../api/sessions';
import { device, isPhone } from '../device';
import css from './SessionList.module.css';

export function SessionList() {
  const { t } = useTranslation('identity');
  const { data, error, refetch } = useQuery(sessionsQuery);
  const end = useEndSession();
  if (error) return <ErrorState problem={error} onRetry={() => void refetch()} compact />;
  return (
    <ul className={css.list} aria-busy={!data}>
      {data?.items.map((session) => {
        const Icon = isPhone(session.user_agent) ? Smartphone : Laptop;
        const name = device(session.user_agent) ?? t('sessions.unknown');
        return (
          <li key={session.id} className={css.row}>
            <Icon size={20} strokeWidth={1.75} aria-hidden className={css.icon} />
            <div className={css.words}>
              <strong>{name}</strong>
              <span>{t('sessions.seen')} <TimeText at={session.last_seen_at} as="ago" />{session.ip ? ` · ${session.ip}` : ''}</span>
            </div>
            {session.this ? <StatusBadge tone="active" label={t('sessions.this')} /> : (
              <Button variant="default" loading={end.isPending && end.variables === session.id} onClick={() => end.mutate(session.id)}
                aria-label={t('sessions.end_named', { name })}>{t('sessions.end')}</Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
