/** A task made of a message: its words, what the colleague asks for, the way to the conversation, and done. */
import { Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import type { TaskScreenProps } from '@/lib/tasks';
import { taskMessageQuery } from '../api/threads';
import side from './Side.module.css';

export default function FollowUpTask({ task, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('messaging');
  const { data, isError } = useQuery(taskMessageQuery(task.id, task.version));
  return (
    <>
      {data ? (
        <Section title={data.subject}>
          <blockquote className={side.quote}>{data.message.hidden ? t('hidden') : data.message.text}</blockquote>
          <KeyValue items={[
            { label: t('follow.from'), value: data.message.author_name },
            { label: t('follow.sent'), value: <TimeText at={data.message.created_at} /> },
            data.note ? { label: t('task.note'), value: data.note } : null,
          ]} />
        </Section>
      ) : isError ? null : <Skeleton height={160} radius="md" mb="lg" />}
      {problem ? <FormProblem problem={problem} /> : null}
      <Group>
        {data ? <Button component={Link} to={`/messages/${data.thread_id}`} variant="default">{t('follow.open')}</Button> : null}
        <Button disabled={!task.may_complete} loading={busy} onClick={() => onComplete({})}>{t('follow.done')}</Button>
      </Group>
    </>
  );
}
