/** The insurance cards of one patient: shown, added, corrected, ended. */
import { Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { DateText } from '@/components/ui/TimeText';
import { notifyDone } from '@/lib/notify';
import { coveragesQuery, useAddCoverage, useChangeCoverage, useEndCoverage, type Coverage } from '../api/coverages';
import { CoverageForm, type Card } from './CoverageForm';
import css from './Claims.module.css';

export function Coverages({ patientId }: { patientId?: string }) {
  const { t } = useTranslation('insurance');
  const { data, error, refetch } = useQuery(coveragesQuery(patientId));
  const [open, setOpen] = useState<Coverage | 'new' | null>(null);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} compact />;
  if (!data) return <Skeleton height={96} radius="md" />;
  const close = () => setOpen(null);
  if (open) return <Edit key={open === 'new' ? 'new' : open.id} coverage={open === 'new' ? undefined : open} patientId={patientId} onClose={close} />;
  const add = <Button variant={data.items.length ? 'default' : 'filled'} onClick={() => setOpen('new')}>{t('mine.add')}</Button>;
  if (!data.items.length) return <EmptyState title={t('mine.empty')} hint={t('mine.empty_hint')} action={add} compact />;
  return (
    <>
      {data.items.map((coverage) => <CardRow key={coverage.id} coverage={coverage} onEdit={() => setOpen(coverage)} />)}
      <Group mt="md">{add}</Group>
    </>
  );
}

function CardRow({ coverage, onEdit }: { coverage: Coverage; onEdit: () => void }) {
  const { t } = useTranslation('insurance');
  const confirm = useConfirm();
  const end = useEndCoverage();
  const ask = async () => {
    if (await confirm({ title: t('mine.end_title'), body: t('mine.end_body'), verb: t('mine.end') })) end.mutate(coverage.id, { onSuccess: () => notifyDone(t('mine.ended')) });
  };
  return (
    <div className={css.card}>
      <div>
        <strong>{coverage.payer.name}</strong> {coverage.in_force ? null : <StatusBadge tone="neutral" label={t('mine.over')} />}
        <p>{t('mine.member', { number: coverage.member_id })}{coverage.group_number ? ` · ${t('mine.group', { number: coverage.group_number })}` : ''} · {t(`relationship.${coverage.relationship}`)}</p>
        {coverage.ends_on ? <p>{t('mine.until')} <DateText date={coverage.ends_on} /></p> : null}
      </div>
      {coverage.in_force ? (
        <Group gap="xs">
          <Button variant="default" onClick={onEdit}>{t('common:edit')}</Button>
          <Button variant="subtle" color="gray" loading={end.isPending} onClick={() => void ask()}>{t('mine.end')}</Button>
        </Group>
      ) : null}
    </div>
  );
}

function Edit({ coverage, patientId, onClose }: { coverage: Coverage | undefined; patientId: string | undefined; onClose: () => void }) {
  const { t } = useTranslation('insurance');
  const add = useAddCoverage();
  const change = useChangeCoverage();
  const done = { onSuccess: () => { notifyDone(t('mine.saved')); onClose(); } };
  const save = ({ payer_id, subscriber, ...card }: Card) => {
    const holder = subscriber && { ...subscriber, birth_date: null, sex: 'unknown' as const };
    if (!coverage) return add.mutate({ ...card, payer_id, subscriber: holder, plan: '', priority: 1, ...(patientId ? { patient_id: patientId } : {}) }, done);
    const { id, version, plan, priority, starts_on, ends_on } = coverage;
    return change.mutate({ ...card, id, version, plan, priority, starts_on, ends_on, subscriber: holder }, done);
  };
  const busy = add.isPending || change.isPending;
  return (
    <CoverageForm {...(coverage ? { given: coverage } : {})} busy={busy} problem={add.error ?? change.error} submitLabel={t('common:save')} onSubmit={save} onCancel={onClose} />
  );
}
