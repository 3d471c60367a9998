/** A signed note: read it, add to it, or say that it was entered in error. Nothing is edited. */
import { Button, Textarea } from '@mantine/core';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { EmptyState } from '@/components/ui/EmptyState';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useSigned, type Chart } from '../api/chart';
import { filled, SECTIONS } from '../note';
import { useMeeting } from '../api/writing';
import css from './Chart.module.css';
import { AskCosign, CosignState } from './Cosign';
import { Diagnoses } from './Diagnoses';
import { Marked } from './Marks';
import { Prescriptions } from './Prescriptions';
import { Services } from './Services';

export function SignedNote({ chart }: { chart: Chart }) {
  const { t } = useTranslation('encounters');
  const { id } = chart.encounter;
  const signed = chart.versions.findLast((one) => one.kind === 'signed');
  const unsigned = !signed && Object.keys(chart.note.sections).length > 0;
  if (!signed && !unsigned) return <EmptyState title={t(chart.encounter.status === 'cancelled' ? 'signed.cancelled' : 'signed.none')} hint={t('signed.none_hint')} />;
  const wrong = chart.note.status === 'entered_in_error';
  const sections = filled(chart.note.sections);
  return (
    <>
      <section className={css.part} aria-label={t('note.title')}>
        <div className={css.head}>
          <h2>{t('note.title')}</h2>
          {wrong ? <StatusBadge tone="problem" label={t('signed.wrong')} /> : !signed ? <StatusBadge tone="attention" label={t('signed.draft')} /> : <span className={css.saved}><Lock size={14} aria-hidden />{t('signed.by', { name: signed.author_name })} <TimeText at={signed.at} /></span>}
        </div>
        {wrong ? <p className={css.quiet}>{t('signed.wrong_hint', { reason: chart.note.error_reason })}</p> : null}
        <dl className={css.read} data-wrong={wrong || undefined}>
          {SECTIONS.filter((name) => sections[name]).map((name) => <div key={name}><dt>{t(`note.${name}`)}</dt><dd><Marked text={sections[name]} copied={chart.note.copied.filter((one) => one.section === name)} /></dd></div>)}
          {chart.versions.filter((one) => one.kind !== 'signed').map((one) => (
            <div key={one.id}><dt>{t(one.kind === 'addendum' ? 'signed.addendum' : one.kind === 'unlocked' ? 'chart.unlock.was' : 'chart.cosign.was', { name: one.author_name })} <TimeText at={one.at} /></dt><dd>{String(one.content.text ?? one.content.reason ?? one.content.remark ?? '')}</dd></div>
          ))}
        </dl>
        <CosignState chart={chart} />
        {wrong || !signed ? null : <More chart={chart} />}
      </section>
      <Diagnoses id={id} rows={chart.diagnoses} />
      <Prescriptions id={id} rows={chart.prescriptions} />
      <Services id={id} rows={chart.services} />
    </>
  );
}

function More({ chart }: { chart: Chart }) {
  const { t } = useTranslation('encounters');
  const { id } = chart.encounter;
  const { unlock } = useMeeting(id);
  const [asking, setAsking] = useState(false);
  const confirm = useConfirm();
  const { addendum, inError } = useSigned(id);
  const [text, setText] = useState<string | null>(null);
  async function strike() {
    const answer = await confirm({ title: t('signed.strike_title'), body: t('signed.strike_body'), verb: t('signed.strike'), destructive: true, reason: { label: t('signed.why') } });
    if (answer) inError.mutate(answer.reason);
  }
  async function open() {
    const answer = await confirm({ title: t('chart.unlock.title'), body: t('chart.unlock.body'), verb: t('chart.unlock.verb'), reason: { label: t('signed.why') } });
    if (answer) unlock.mutate(answer.reason);
  }
  if (text === null) {
    return (
      <div className={css.buttons}>
        <Button variant="default" onClick={() => setText('')}>{t('signed.add')}</Button>
        {chart.cosignature?.status === 'requested' || chart.cosignature?.status === 'signed' ? null : <Button variant="subtle" color="gray" onClick={() => setAsking(true)}>{t('chart.cosign.ask')}</Button>}
        <Button variant="subtle" color="gray" loading={unlock.isPending} onClick={() => void open()}>{t('chart.unlock.verb')}</Button>
        <Button variant="subtle" color="gray" loading={inError.isPending} onClick={() => void strike()}>{t('signed.strike')}</Button>
        {asking ? <AskCosign chart={chart} onClose={() => setAsking(false)} /> : null}
      </div>
    );
  }
  return (
    <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (text.trim()) addendum.mutate(text.trim(), { onSuccess: () => setText(null) }); }}>
      <Textarea label={t('signed.add')} description={t('signed.add_hint')} autosize minRows={2} maxLength={20_000} value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />
      <div className={css.buttons}>
        <Button type="submit" loading={addendum.isPending} disabled={!text.trim()}>{t('signed.sign_addendum')}</Button>
        <Button variant="default" onClick={() => setText(null)}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
