/** On the home of a role without lists of its own: the latest conversations, and writing to a colleague. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useThreads } from '../api/threads';
import css from './Messages.module.css';
import { ThreadLine } from './ThreadLine';

export default function LatestThreads() {
  const { t } = useTranslation('messaging');
  const { rows, isPending } = useThreads({ view: 'mine' });
  return (
    <Section title={t('title')} actions={<Button component={Link} to="/messages?new=1" variant="default" size="compact-sm">{t('new.verb')}</Button>}>
      {rows.slice(0, 4).map((row) => <ThreadLine key={row.id} row={row} to={`/messages/${row.id}`} staff />)}
      {rows.length || isPending ? null : <p className={css.quiet}>{t('none_here')}</p>}
    </Section>
  );
}
