/** The inside of a task: the owning feature's screen, or the form drawn from its schema. What is typed is kept. */
import { lazy, Suspense, type ComponentType } from 'react';
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TaskScreen } from '@/app/feature';
import { taskScreen } from '@/app/registry';
import { FormProblem } from '@/components/ui/FormProblem';
import { SchemaForm, type JsonSchema, type Values } from '@/components/ui/SchemaForm';
import { TimeText } from '@/components/ui/TimeText';
import { useCompleteTask, type Completed, type TaskOpened, type TaskScreenProps } from '@/lib/tasks';
import { useDraft } from './useDraft';
import css from './Task.module.css';

const loaded = new WeakMap<TaskScreen, ComponentType<TaskScreenProps>>();

function screenOf(form: string): ComponentType<TaskScreenProps> | null {
  const screen = taskScreen(form);
  if (!screen?.load) return null;
  let component = loaded.get(screen);
  if (!component) {
    component = lazy(screen.load as () => Promise<{ default: ComponentType<TaskScreenProps> }>);
    loaded.set(screen, component);
  }
  return component;
}

type Props = { task: TaskOpened; submitLabel: string; onDone: (done: Completed) => void };

export function TaskForm({ task, submitLabel, onDone }: Props) {
  const { t } = useTranslation('workflows');
  const draft = useDraft(task.id, task.draft_saved_at, task.may_complete);
  const complete = useCompleteTask({ quiet: true, onDone });
  const answers = { ...task.initial, ...task.draft } as Values;
  const onComplete = (values: Values) => {
    draft.drop();
    complete.mutate({ id: task.id, version: task.version, answers: values });
  };
  const shared = { onChange: draft.keep, busy: complete.isPending, problem: complete.error };
  const Screen = screenOf(task.form);
  if (Screen) {
    return (
      <Suspense fallback={<Skeleton height={240} radius="md" />}>
        {/* eslint-disable-next-line react-hooks/static-components -- one component per form key, made once */}
        <Screen task={task} answers={answers} onComplete={onComplete} {...shared} />
      </Suspense>
    );
  }
  const schema = (task.form_schema ?? { type: 'object', properties: {} }) as JsonSchema;
  return (
    <>
      {complete.error?.code === 'stale' ? <FormProblem problem={complete.error} /> : null}
      <SchemaForm schema={schema} initial={answers} submitLabel={submitLabel} onSubmit={onComplete} readOnly={!task.may_complete}
        {...shared} aside={<Kept at={draft.at} failed={draft.failed} words={{ kept: t('task.kept'), failed: t('task.kept_failed') }} />} />
    </>
  );
}

function Kept({ at, failed, words }: { at: string | null; failed: boolean; words: { kept: string; failed: string } }) {
  if (failed) return <span className={css.kept} role="alert">{words.failed}</span>;
  return at ? <span className={css.kept} role="status">{words.kept} <TimeText at={at} as="clock" /></span> : null;
}
