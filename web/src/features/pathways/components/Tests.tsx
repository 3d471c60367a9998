/** The tests of a pathway: ways through it that were kept, played again with this draft and at each publication. */
import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { testsQuery, useTests } from '../api/trials';
import type { Draft, Run } from '../api/types';
import css from './Try.module.css';

export function Tests({ draft, run, now }: { draft: Draft; run: Run | undefined; now: string }) {
  const { t } = useTranslation('pathways');
  const { data, error, refetch } = useQuery(testsQuery(draft.id));
  const { save, remove } = useTests(draft.id);
  const [name, setName] = useState('');
  const items = data?.items ?? [];
  return (
    <Section title={t('tests.title')} hint={t('tests.hint')}>
      {error && !data ? <ErrorState compact problem={error} onRetry={() => void refetch()} /> : null}
      {items.length ? (
        <ul className={css.runs}>
          {items.map((test) => (
            <li key={test.id} className={css.test}>
              <StatusBadge tone={test.passed ? 'done' : 'problem'} label={test.passed ? t('tests.passed') : t('tests.failed')} />
              <span>{test.name}{test.passed ? null : <small>{test.message}</small>}</span>
              {draft.may_edit ? <ActionIcon size={28} onClick={() => remove.mutate(test.id)} aria-label={t('tests.remove', { name: test.name })}><Trash2 size={16} /></ActionIcon> : null}
            </li>
          ))}
        </ul>
      ) : run || !data ? null : <EmptyState compact title={t('tests.empty')} hint={t('tests.empty_hint')} />}
      {run && draft.may_edit ? (
        <Group gap={8} align="flex-end" mt={8}>
          <TextInput label={t('tests.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={120} />
          <Button variant="default" leftSection={<Save size={16} />} disabled={!name.trim() || !!run.problem} loading={save.isPending} onClick={() => save.mutate({ name: name.trim(), run, now }, { onSuccess: () => setName('') })}>{t('tests.save')}</Button>
        </Group>
      ) : null}
    </Section>
  );
}
