/** On the patient's home: only when there is something new. */
import { Link } from '@tanstack/react-router';
import { MessageCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useThreads } from '../api/threads';
import { useUnread } from '../api/counts';
import side from './Side.module.css';
import { useTitle } from './ThreadLine';

export default function UnreadCard() {
  return useUnread() ? <Card /> : null;
}

function Card() {
  const { t } = useTranslation('messaging');
  const row = useThreads({ view: 'all' }).rows.find((one) => one.unread > 0);
  const title = useTitle();
  if (!row) return null;
  return <Link to={`/my/messages/${row.id}`} className={side.card}><MessageCircle size={24} strokeWidth={1.5} aria-hidden /><span><strong>{t('new_from', { name: title(row, false) })}</strong><small>{row.subject}</small></span></Link>;
}
