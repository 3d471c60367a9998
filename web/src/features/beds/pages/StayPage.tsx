import { Anchor, Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { stayQuery, useWithdraw, type StayDetail } from '../api/beds';
import css from '../components/Beds.module.css';
import { MovePatient } from '../components/MovePatient';
import { Places } from '../components/Places';
import { Transfer } from '../components/Transfer';

function Notes({ stay }: { stay: StayDetail }) {
  const { t } = useTranslation('beds');
  if (stay.notes.length === 0) return <p className={css.by}>{t('stay.no_notes')}</p>;
  return stay.notes.map((note) => (
    <article key={note.id} className={css.note}>
      <div className={css.by}>{t(`note.${note.kind}`)} · {note.author_name} · <TimeText at={note.created_at} /></div>
      {note.words || t(`decision.${note.decision}`, { defaultValue: note.decision })}
    </article>
  ));
}

export default function StayPage() {
  const { t } = useTranslation('beds');
  const { id } = usePathParams<{ id: string }>();
  const may = useMay();
  const confirm = useConfirm();
  const withdraw = useWithdraw(id);
  const [moving, setMoving] = useState(false);
  const { data: stay, error, refetch } = useQuery(stayQuery(id));
  if (error && !stay) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!stay) return <Skeleton height={320} />;
  const rests = stay.status === 'on_ward' && stay.to_bed === null;
  const open = stay.status === 'requested' || stay.status === 'reserved';
  const ask = async () => {
    const answer = await confirm({ title: t('withdraw.title'), body: t('withdraw.body'), verb: t('withdraw.action'), destructive: true, reason: { label: t('withdraw.why') } });
    if (answer) withdraw.mutate(answer.reason);
  };
  return (
    <>
      <PageHeader title={stay.patient_name} back={{ to: '/wards', label: t('nav.wards') }} badge={<StatusBadge tone={stay.status === 'on_ward' ? 'active' : 'info'} label={t(`stay.${stay.status}`)} />}
        actions={open ? <Button variant="default" onClick={() => void ask()}>{t('withdraw.action')}</Button> : rests ? <Button variant="default" onClick={() => setMoving(true)}>{t('move.action')}</Button> : null} />
      {moving ? <MovePatient stay={stay} onClose={() => setMoving(false)} /> : null}
      <Transfer stay={stay} />
      <Section>
        <KeyValue columns={2} items={[
          { label: t('stays.bed'), value: stay.bed ? `${stay.ward ?? ''} ${stay.bed}` : t('stays.no_bed') },
          { label: t('stays.doctor'), value: stay.practitioner_name },
          { label: t('stay.admitted'), value: stay.admitted_at ? <TimeText at={stay.admitted_at} /> : t('stay.not_yet') },
          { label: t('request.reason'), value: stay.reason, wide: true },
          stay.case_id !== null && may('case.read') && { label: t('stay.case'), value: <Anchor component={Link} to={`/cases/${stay.case_id}`}>{t('stay.open_case')}</Anchor> },
        ]} />
      </Section>
      {stay.may_chart ? <Slot name="encounter.chart" with={{ encounterId: stay.encounter_id }} /> : null}
      <Places stay={stay} />
      <Section title={t('stay.notes')}><Notes stay={stay} /></Section>
    </>
  );
}
