/** Stretches of waveforms that are kept: around alerts, and those that somebody chose with a note; each can be printed. */
import { Anchor, Button, Modal, SegmentedControl, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { MomentInput } from '@/components/ui/MomentInput';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { serverNow } from '@/lib/clock';
import { stripsQuery, useSaveStrip, type Strip } from '../api/vitals';
import { keyOf, numberText, unitText } from '../known';
import css from './Monitoring.module.css';

const SECONDS = [10, 30, 60] as const;

export function Strips({ patientId, streamed }: { patientId: string; streamed: boolean }) {
  const { t } = useTranslation('monitoring');
  const [open, setOpen] = useState(false);
  const may = useMay();
  const { data } = useQuery(stripsQuery(patientId));
  if (!data || (!data.items.length && !streamed)) return null;
  return (
    <Section title={t('strips.title')} hint={t('strips.hint')} actions={streamed && may('vitals.write') ? <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>{t('strips.keep')}</Button> : undefined}>
      {data.items.length ? <ul className={css.rows}>{data.items.slice(0, 20).map((strip) => <Line key={strip.id} strip={strip} />)}</ul> : <p className={css.quiet}>{t('strips.none')}</p>}
      <Modal opened={open} onClose={() => setOpen(false)} title={t('strips.keep')}>{open ? <Keep patientId={patientId} onDone={() => setOpen(false)} /> : null}</Modal>
    </Section>
  );
}

function Line({ strip }: { strip: Strip }) {
  const { t } = useTranslation('monitoring');
  const [code = '', side] = (strip.rule ?? '').split(':');
  const key = keyOf(code);
  const about = strip.rule === null ? strip.words : key ? `${t(`vital.${key}`)} ${numberText(strip.value, key)} ${unitText(strip.unit)} (${t(side === 'low' ? 'strips.low' : 'strips.high')})` : t(`rule.${strip.rule as 'news2'}`);
  return (
    <li className={css.row}>
      <div>
        {about}
        <div className={css.quiet}><TimeText at={strip.at} /> · {t('strips.seconds', { count: strip.seconds })} · {strip.alert_id ? t('strips.around') : strip.author_name}</div>
      </div>
      <Anchor href={`/api/strips/${strip.id}/pdf`} target="_blank" rel="noreferrer">{t('strips.print')}</Anchor>
    </li>
  );
}

/** The last half minute, or a moment that the person says. */
function Keep({ patientId, onDone }: { patientId: string; onDone: () => void }) {
  const { t } = useTranslation('monitoring');
  const [seconds, setSeconds] = useState<number>(30);
  const [from, setFrom] = useState('');
  const [words, setWords] = useState('');
  const save = useSaveStrip(patientId, onDone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The newest seconds are still on their way to the store.
    const at = from || new Date(serverNow() - (seconds + 3) * 1000).toISOString();
    save.mutate({ at, seconds, words });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <SegmentedControl aria-label={t('strips.length')} value={String(seconds)} onChange={(value) => setSeconds(Number(value))} data={SECONDS.map((one) => ({ value: String(one), label: t('strips.seconds', { count: one }) }))} />
      <MomentInput seconds past label={t('strips.from')} description={t('strips.from_hint')} value={from} onChange={setFrom} />
      <Textarea label={t('strips.words')} value={words} required minLength={2} maxLength={1000} autosize minRows={2} onChange={(event) => setWords(event.currentTarget.value)} />
      {save.error ? <FormProblem problem={save.error} /> : null}
      <div><Button type="submit" loading={save.isPending} disabled={words.trim().length < 2}>{t('strips.save')}</Button></div>
    </form>
  );
}
