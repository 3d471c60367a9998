import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility } from '@/lib/auth';
import { languages } from '@/lib/i18n';
import { fullTime } from '@/lib/time';
import { useRead, type Notification } from '../api/notifications';
import css from './Bell.module.css';

/** In the language in which the reader is written to, where there is a catalogue of it. */
function useWords(language: string) {
  const { t } = useTranslation('notifications', { lng: language });
  const { zone } = useFacility();
  const full = (at: Date) => (language === 'en' ? fullTime(at, zone) : new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone: zone }).format(at));
  return ({ kind, params }: Notification) => {
    const when = typeof params.starts_at === 'string' ? full(new Date(params.starts_at)) : '';
    return t(`kind.${kind}`, { when, defaultValue: t('kind.other') });
  };
}

export function Notices({ items, language, onOpen }: { items: Notification[]; language: string; onOpen?: () => void }) {
  const { t } = useTranslation('notifications');
  const spoken = languages.find((one) => one === language.split('-')[0]) ?? 'en';
  const words = useWords(spoken);
  const read = useRead();
  if (items.length === 0) return <EmptyState compact title={t('none')} hint={t('none_hint')} />;
  return (
    <ul className={css.list}>
      {items.map((item) => (
        <li key={item.id} data-unread={item.read_at === null || undefined}>
          <Link to={item.link} className={css.item} onClick={() => { if (!item.read_at) read.mutate(item.id); onOpen?.(); }}>
            <span lang={spoken}>{words(item)}{item.read_at === null ? <VisuallyHidden> {t('unread')}</VisuallyHidden> : null}</span>
            <span className={css.when}><TimeText at={item.created_at} as="ago" /></span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
