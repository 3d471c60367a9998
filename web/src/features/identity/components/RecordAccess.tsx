/** On a patient's page: sensitivity labels, and the patient's objections to a person or a department. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useConfirm } from '@/components/ui/confirm';
import { useMay } from '@/lib/auth';
import { accessQuery, departmentsQuery, useTakeLabel, useWithdraw, type Access } from '../api/record';
import css from './Forms.module.css';
import { NewLabelForm, useNamed } from './NewLabelForm';
import { NewObjectionForm } from './NewObjectionForm';

export default function RecordAccess({ patientId }: { patientId: string }) {
  const { t } = useTranslation('identity');
  const may = useMay();
  const { data, error, refetch } = useQuery(accessQuery(patientId));
  const [adding, setAdding] = useState<'label' | 'objection' | null>(null);
  const done = () => setAdding(null);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return (
    <Section title={t('labels.title')} hint={t('labels.lead')}>
      <div className={css.stack}>
        {data && data.labels.length + data.objections.length === 0 ? <p className={css.lead}>{t('labels.none')}</p> : null}
        {data?.labels.length ? <Labels patientId={patientId} labels={data.labels} /> : null}
        {data?.objections.length ? <Objections patientId={patientId} objections={data.objections} /> : null}
        {adding === 'label' ? <NewLabelForm patientId={patientId} onDone={done} /> : null}
        {adding === 'objection' ? <NewObjectionForm patientId={patientId} onDone={done} /> : null}
        {adding ? null : (
          <div className={css.buttons}>
            <Button variant="default" onClick={() => setAdding('label')}>{t('labels.add')}</Button>
            {may('objection.set') ? <Button variant="default" onClick={() => setAdding('objection')}>{t('objections.add')}</Button> : null}
          </div>
        )}
      </div>
    </Section>
  );
}

function Labels({ patientId, labels }: { patientId: string; labels: Access['labels'] }) {
  const { t } = useTranslation('identity');
  const confirm = useConfirm();
  const take = useTakeLabel(patientId);
  const named = useNamed(patientId);
  const off = async (id: string) => {
    if (await confirm({ title: t('labels.take_title'), body: t('labels.take_body'), verb: t('labels.take') })) take.mutate(id);
  };
  return (
    <ul className={css.list}>
      {labels.map((row) => (
        <li key={row.id} className={css.row}>
          <StatusBadge tone="attention" label={t(`labels.kind.${row.label as 'hiv'}`)} />
          <div className={css.words}><strong>{named(row.entity, row.entity_id)}</strong><span>{t(`labels.entity.${row.entity}`)} · {t('labels.since')} <TimeText at={row.created_at} as="date" /></span></div>
          <Button variant="default" loading={take.isPending && take.variables === row.id} onClick={() => void off(row.id)}>{t('labels.take')}</Button>
        </li>
      ))}
    </ul>
  );
}

function Objections({ patientId, objections }: { patientId: string; objections: Access['objections'] }) {
  const { t } = useTranslation('identity');
  const may = useMay();
  const confirm = useConfirm();
  const withdraw = useWithdraw(patientId);
  const departments = useQuery(departmentsQuery).data?.items ?? [];
  const against = (row: Access['objections'][number]) => row.user || t('objections.everybody_in', { name: departments.find((one) => one.id === row.department_id)?.name ?? '' });
  const over = async (id: string) => {
    if (await confirm({ title: t('objections.withdraw_title'), body: t('objections.withdraw_body'), verb: t('objections.withdraw') })) withdraw.mutate(id);
  };
  return (
    <ul className={css.list} aria-label={t('objections.title')}>
      {objections.map((row) => (
        <li key={row.id} className={css.row}>
          <div className={css.words}><strong>{against(row)}</strong><span>{row.reason}{row.until ? <> · {t('objections.until')} <TimeText at={row.until} as="date" /></> : null}</span></div>
          {may('objection.set') ? <Button variant="default" loading={withdraw.isPending && withdraw.variables === row.id} onClick={() => void over(row.id)}>{t('objections.withdraw')}</Button> : null}
        </li>
      ))}
    </ul>
  );
}
