/** The letters against a denied claim, level by level: begun, written, signed, sent, answered. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { NotLoaded } from '@/components/ui/NotLoaded';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { plainDate } from '@/lib/time';
import { saveFile } from '@/lib/download';
import { appealsQuery, useAppealWrites, type Appeal } from '../../api/appeals';
import css from '../Claims.module.css';
import { Enclosures } from './Enclosures';
import { Letter } from './Letter';
import { AnswerForm, SentForm } from './Outcome';

const TONES = { draft: 'info', signed: 'attention', sent: 'info', answered: 'done', withdrawn: 'neutral' } as const;

export default function Appeals({ claimId, patientId }: { claimId: string; patientId: string }) {
  const { t } = useTranslation('insurance_appeals');
  const found = useQuery(appealsQuery(claimId));
  const { begin } = useAppealWrites(claimId);
  if (!found.data) return found.error ? <Section title={t('title')}><NotLoaded of={found} /></Section> : <Skeleton height={80} radius="md" />;
  const { items, may_begin, send_by } = found.data;
  if (!items.length && !may_begin) return null;
  return (
    <Section title={t('title')} hint={items.length ? undefined : t('hint', { date: plainDate(send_by) })}>
      <FormProblem problem={begin.error} />
      {may_begin ? <Button variant={items.length ? 'default' : 'filled'} loading={begin.isPending} onClick={() => begin.mutate()} mb={items.length ? 'md' : 0}>{t(items.length ? 'begin_next' : 'begin')}</Button> : null}
      {items.map((one) => <Level key={one.id} one={one} claimId={claimId} patientId={patientId} />)}
    </Section>
  );
}

function Level({ one, claimId, patientId }: { one: Appeal; claimId: string; patientId: string }) {
  const { t } = useTranslation('insurance_appeals');
  const confirm = useConfirm();
  const { withdraw } = useAppealWrites(claimId);
  const running = one.status !== 'answered' && one.status !== 'withdrawn';
  const giveUp = async () => {
    const said = await confirm({ title: t('withdraw.title'), body: t('withdraw.body'), verb: t('withdraw.verb'), destructive: true, reason: { label: t('withdraw.reason') } });
    if (said) withdraw.mutate({ id: one.id, reason: said.reason });
  };
  return (
    <article className={css.pay} aria-label={t('level', { level: one.level })}>
      <div className={css.payHead}>
        <strong>{t('level', { level: one.level })} <StatusBadge tone={TONES[one.status as 'draft']} label={t(`status.${one.status}` as 'status.draft')} /></strong>
        {running ? <Button variant="subtle" color="gray" size="compact-sm" loading={withdraw.isPending} onClick={() => void giveUp()}>{t('withdraw.verb')}</Button> : null}
      </div>
      <Facts one={one} />
      {one.status === 'draft' ? <Letter key={one.id} one={one} claimId={claimId} /> : null}
      {one.status !== 'withdrawn' ? <Enclosures one={one} claimId={claimId} patientId={patientId} /> : null}
      {one.status === 'signed' ? <SentForm one={one} claimId={claimId} /> : null}
      {one.status === 'sent' ? <AnswerForm one={one} claimId={claimId} /> : null}
    </article>
  );
}

function Facts({ one }: { one: Appeal }) {
  const { t } = useTranslation('insurance_appeals');
  return (
    <KeyValue items={[
      one.status === 'signed' ? { label: t('send_by'), value: plainDate(one.send_by) } : null,
      one.letter_number ? { label: t('letter'), value: <Anchor href={`/api/appeals/${one.id}/letter.pdf`} download={`${one.letter_number}.pdf`} onClick={saveFile}>{one.letter_number}</Anchor> } : null,
      one.letter_number ? { label: t('signed_by'), value: one.by_name } : null,
      one.sent_on ? { label: t('sent'), value: [plainDate(one.sent_on), t(`channel.${one.channel}` as 'channel.fax'), one.reference].filter(Boolean).join(' · ') } : null,
      one.outcome ? { label: t('answer.label'), value: [t(`outcome.${one.outcome}`), one.answered_on ? plainDate(one.answered_on) : ''].filter(Boolean).join(' · ') } : null,
      one.answer ? { label: t(one.status === 'withdrawn' ? 'withdraw.reason' : 'answer.words'), value: one.answer } : null,
    ]} />
  );
}
