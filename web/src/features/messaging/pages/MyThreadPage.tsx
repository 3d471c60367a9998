/** One conversation, as the patient reads it. */
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { ActionIcon } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import type { Thread } from '../api/threads';
import { Conversation } from '../components/Conversation';
import { useTitle } from '../components/ThreadLine';
import css from '../components/Messages.module.css';

export default function MyThreadPage() {
  const { threadId } = usePathParams<{ threadId: string }>();
  return <div className={css.calm}><Conversation id={threadId} staff={false}>{(shown) => <Head shown={shown} />}</Conversation></div>;
}

function Head({ shown }: { shown: Thread }) {
  const { t } = useTranslation('messaging');
  const title = useTitle()(shown.thread, false);
  const away = shown.members.find((who) => who.away_until && who.side === 'staff');
  const cover = away ? shown.members.find((who) => who.covers_name === away.name) : undefined;
  return (
    <header className={css.talkHead}>
      <ActionIcon component={Link} to="/my/messages" variant="subtle" size={48} aria-label={t('all')}><ArrowLeft size={24} aria-hidden className="flip-rtl" /></ActionIcon>
      <div><h1>{shown.thread.subject}</h1><p>{title}{away ? ` · ${cover ? t('away_covered', { name: away.name, cover: cover.name }) : t('person_away', { name: away.name })}` : ''}</p></div>
    </header>
  );
}
