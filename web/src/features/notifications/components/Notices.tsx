import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility } from '@/lib/auth';
import { fullTime } from '@/lib/time';
import { useRead, type Notification } from '../api/notifications';
import css from './Bell.module.css';

function useWords() {
  const { t } = useTranslation('notifications');
  const { zone } = useFacility();
  return ({ kind, params }: Notification) => {
    const when = typeof params.starts_at === 'string' ? fullTime(new Date(params.starts_at), zone) : '';
    return t(`kind.${kind}`, { when, defaultValue: t('kind.other') });
  };
}

export function Notices({ items, onOpen }: { items: Notification[]; onOpen?: () => void }) {
  const { t } = useTranslation('notifications');
  const words = useWords();
  const read = useRead();
  if (items.length === 0) return <EmptyState compact title={t('none')} hint={t('none_hint')} />;
  return (
    <ul className={css.list}>
      {items.map((item) => (
        <li key={item.id} data-unread={item.read_at === null || undefined}>
          <Link to={item.link} className={css.item} onClick={() => { if (!item.read_at) read.mutate(item.id); onOpen?.(); }}>
            <span>{words(item)}{item.read_at === null ? <VisuallyHidden> {t('unread')}</VisuallyHidden> : null}</span>
            <span className={css.when}><TimeText at={item.created_at} as="ago" /></span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
