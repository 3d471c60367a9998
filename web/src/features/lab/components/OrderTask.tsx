/** A task of a laboratory order: what was ordered for whom, and what is to be done with it now. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import { Slot } from '@/components/ui/Slot';
import { useMay } from '@/lib/auth';
import { asProblem } from '@/lib/problem';
import type { TaskScreenProps } from '@/lib/tasks';
import { orderQuery, useOrderWrites, type Order } from '../api/orders';
import { CollectForm } from './CollectForm';
import css from './Lab.module.css';
import { OrderShown } from './OrderShown';

export default function OrderTask(props: TaskScreenProps) {
  const { task, answers, onChange, onComplete, busy, problem } = props;
  const { t } = useTranslation('lab');
  const { data, error } = useQuery(orderQuery(String(task.subject.service_request_id)));
  const collects = task.form === 'collect_specimen';
  const asks = !task.by_message && !collects;
  return (
    <>
      {data ? <OrderShown order={data} /> : error ? <p className={css.quiet}>{t(asProblem(error).status === 404 ? 'task.take_first' : 'task.failed')}</p> : <Skeleton height={180} radius="md" mb="lg" />}
      {collects ? <CollectForm {...props} /> : null}
      {asks && problem?.code === 'stale' ? <FormProblem problem={problem} /> : null}
      {asks ? <SchemaForm schema={(task.form_schema ?? { type: 'object', properties: {} }) as JsonSchema} initial={answers} submitLabel={t('task.done')} onSubmit={onComplete} onChange={onChange} busy={busy}
        problem={problem?.code === 'stale' ? null : problem} readOnly={!task.may_complete} /> : null}
      {data && task.form === 'enter_result' ? <Enter order={data} /> : null}
      {data && task.form === 'review_result' && data.diagnostic_report_id ? <Button component={Link} to={`/results/${data.diagnostic_report_id}`}>{t('task.open_result')}</Button> : null}
      {data && task.form === 'overdue_result' && data.diagnostic_report_id ? <p><Anchor component={Link} to={`/results/${data.diagnostic_report_id}`}>{t('task.open_result')}</Anchor></p> : null}
    </>
  );
}

function Enter({ order }: { order: Order }) {
  const { t } = useTranslation('lab');
  const confirm = useConfirm();
  const may = useMay();
  const { reject } = useOrderWrites();
  async function ask() {
    const answer = await confirm({ title: t('reject.title', { label: order.label }), body: t('reject.body'), verb: t('reject.verb'), destructive: true, reason: { label: t('reject.why') } });
    if (answer) reject.mutate({ id: order.id, reason: answer.reason });
  }
  return (
    <div className={css.buttons}>
      <Slot name="order.result" with={{ order }} />
      {may('order.work') && order.stage === 'result' && !order.diagnostic_report_id ? <Button variant="default" loading={reject.isPending} onClick={() => void ask()}>{t('reject.verb')}</Button> : null}
    </div>
  );
}
