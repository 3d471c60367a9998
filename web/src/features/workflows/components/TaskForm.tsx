/** The inside of a task: the owning feature's screen, or the form drawn from its schema. What is typed is kept. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskScreen } from '@/app/feature';
import { taskScreen } from '@/app/registry';
import { FormProblem } from '@/components/ui/FormProblem';
import { SchemaForm, type JsonSchema, type Values } from '@/components/ui/SchemaForm';
import { TimeText } from '@/components/ui/TimeText';
import { kept } from '@/lib/shelf';
import { useCompleteTask, type Completed, type TaskOpened, type TaskScreenProps } from '@/lib/tasks';
import { placeOf, type Kept as KeptDraft } from '../draft';
import css from './Task.module.css';
import { useDraft } from './useDraft';

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

export function TaskForm(props: Props) {
  const { id, may_complete } = props.task;
  const [taken, setTaken] = useState<Values | null>(null);
  const { data: found } = useQuery({ queryKey: ['kept', id], queryFn: () => kept<KeptDraft>(placeOf(id)), staleTime: 0, gcTime: 0, enabled: may_complete });
  if (found === undefined && may_complete) return <Skeleton height={240} radius="md" />;
  return <Form key={taken ? 'other' : 'own'} {...props} found={taken ? null : found ?? null} taken={taken} onTake={setTaken} />;
}

type FormProps = Props & { found: KeptDraft | null; taken: Values | null; onTake: (other: Values) => void };

function Form({ task, submitLabel, onDone, found, taken, onTake }: FormProps) {
  const { t } = useTranslation('workflows');
  const draft = useDraft(task, found);
  const complete = useCompleteTask({ quiet: true, onDone: (done) => { draft.keeper.drop(); onDone(done); } });
  const answers = { ...task.initial, ...(draft.keeper.start ?? taken ?? task.draft) } as Values;
  const onComplete = (values: Values) => void draft.keeper.rest()
    .then(() => complete.mutate({ id: task.id, version: task.version, answers: values }, { onError: draft.keeper.wake }));
  const shared = { onChange: draft.keeper.keep, busy: complete.isPending || draft.resting, problem: complete.error };
  const { newer } = draft;
  const other = newer ? <Other at={newer.saved_at} onMine={() => draft.keeper.choose(true)} onOther={() => { draft.keeper.choose(false); onTake(newer.content); }} /> : null;
  const words = <Kept at={draft.at} failed={draft.failed} words={{ kept: t('task.kept'), failed: t('task.kept_failed') }} />;
  const Screen = screenOf(task.form);
  if (Screen) {
    return (
      <Suspense fallback={<Skeleton height={240} radius="md" />}>
        {other}
        {/* eslint-disable-next-line react-hooks/static-components -- one component per form key, made once */}
        <Screen task={task} answers={answers} onComplete={onComplete} {...shared} />
        {draft.failed ? words : null}
      </Suspense>
    );
  }
  const schema = (task.form_schema ?? { type: 'object', properties: {} }) as JsonSchema;
  return (
    <>
      {other}
      {complete.error?.code === 'stale' ? <FormProblem problem={complete.error} /> : null}
      <SchemaForm schema={schema} initial={answers} submitLabel={submitLabel} onSubmit={onComplete} readOnly={!task.may_complete} {...shared} aside={words} />
    </>
  );
}

/** Written on two devices: the person decides which words count. */
function Other({ at, onMine, onOther }: { at: string; onMine: () => void; onOther: () => void }) {
  const { t } = useTranslation('workflows');
  return (
    <section className={css.other} role="alertdialog" aria-label={t('task.other_title')}>
      <p><strong>{t('task.other_title')}</strong> {t('task.other_hint')} <TimeText at={at} /></p>
      <div className={css.others}>
        <Button onClick={onMine}>{t('task.other_mine')}</Button>
        <Button variant="default" onClick={onOther}>{t('task.other_take')}</Button>
      </div>
    </section>
  );
}

function Kept({ at, failed, words }: { at: string | null; failed: boolean; words: { kept: string; failed: string } }) {
  if (failed) return <span className={css.kept} role="alert">{words.failed}</span>;
  return at ? <span className={css.kept} role="status">{words.kept} <TimeText at={at} as="clock" /></span> : null;
}
