/** One emergency access: why, what was read under it, and the privacy officer's verdict. */
import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { glassQuery, useReview } from '../api/glass';
import css from '../components/Forms.module.css';
import { Verdict } from '../components/Verdict';

export default function GlassPage() {
  const { t } = useTranslation('identity');
  const { glassId } = usePathParams<{ glassId: string }>();
  const { data, error, refetch } = useQuery({ ...glassQuery(glassId), enabled: !!glassId });
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  const { glass, acts } = data;
  return (
    <>
      <PageHeader title={glass.patient} lead={t('review.by', { name: glass.user })} back={{ to: '/privacy/glass', label: t('review.title') }} badge={glass.verdict ? <Verdict verdict={glass.verdict} /> : null} />
      <Section title={t('review.why')}>
        <KeyValue items={[
          { label: t('glass.reason'), value: glass.reason },
          { label: t('review.begun'), value: <TimeText at={glass.begun_at} /> },
          { label: t('review.ended'), value: <TimeText at={glass.ended_at ?? glass.until} /> },
          glass.reviewed_at ? { label: t('review.reviewed'), value: <><TimeText at={glass.reviewed_at} /> · {glass.reviewer} · {glass.note}</> } : null,
        ]} />
      </Section>
      <Section title={t('review.acts')} hint={t('review.acts_hint')}>
        {acts.length === 0 ? <p className={css.lead}>{t('review.no_acts')}</p> : (
          <ul className={css.list}>
            {acts.map((act, index) => (
              <li key={index} className={css.row}>
                <div className={css.words}><strong>{t(`acts.${act.action}` as 'acts.read', act.action)}</strong><span>{t(`things.${act.entity}` as 'things.patient', act.entity)}</span></div>
                <TimeText at={act.at} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      {glass.reviewed_at ? null : <Section title={t('review.verdict')} hint={t('review.verdict_hint')}><Form id={glass.id} /></Section>}
    </>
  );
}

function Form({ id }: { id: string }) {
  const { t } = useTranslation('identity');
  const review = useReview(id);
  const [note, setNote] = useState('');
  const short = note.trim().length < 3;
  return (
    <div className={css.form}>
      <FormProblem problem={review.error} />
      <Textarea label={t('review.note')} autosize minRows={2} maxLength={1000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <div className={css.buttons}>
        <Button disabled={short} loading={review.isPending} onClick={() => review.mutate({ verdict: 'justified', note: note.trim() })}>{t('review.justify')}</Button>
        <Button variant="default" disabled={short} loading={review.isPending} onClick={() => review.mutate({ verdict: 'unjustified', note: note.trim() })}>{t('review.refuse')}</Button>
      </div>
    </div>
  );
}
