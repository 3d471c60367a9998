/** Beside a task: what colleagues wrote about it, and asking one. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { MessageSquarePlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TaskScreenProps } from '@/lib/tasks';
import { useThreads } from '../api/threads';
import { Threads } from './PatientThreads';

export default function TaskThreads({ task }: { task: TaskScreenProps['task'] }) {
  const { t } = useTranslation('messaging');
  const listing = { view: 'all', task_id: task.id } as const;
  const { rows } = useThreads(listing);
  const fresh = `/messages?new=1&task=${task.id}`;
  if (rows.length) return <Threads listing={listing} fresh={fresh} />;
  return <p><Button component={Link} to={fresh} variant="subtle" leftSection={<MessageSquarePlus size={16} aria-hidden />}>{t('ask_colleague')}</Button></p>;
}
