/** The hospital's phrases and note templates. */
import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { sharedQuery, useClinic } from '../../api/clinic';
import css from '../Chart.module.css';

export default function Phrases() {
  const { t } = useTranslation('encounters');
  const { data } = useQuery(sharedQuery);
  const { phrase, dropPhrase, dropTemplate } = useClinic();
  const [draft, setDraft] = useState({ short: '', words: '' });
  const ready = /^[a-z][a-z0-9_]+$/.test(draft.short) && draft.words.trim();
  return (
    <>
      <Section title={t('chart.templates.phrases')} hint={t('chart.phrases.hint')}>
        <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (ready) phrase.mutate({ ...draft, shared: true }, { onSuccess: () => setDraft({ short: '', words: '' }) }); }}>
          <TextInput label={t('chart.phrases.short')} leftSection="." maxLength={30} value={draft.short} onChange={(event) => setDraft({ ...draft, short: event.currentTarget.value })} />
          <Textarea label={t('chart.phrases.words')} autosize minRows={1} maxLength={4000} value={draft.words} onChange={(event) => setDraft({ ...draft, words: event.currentTarget.value })} />
          {phrase.error ? <FormProblem problem={phrase.error} /> : null}
          <div className={css.buttons}><Button type="submit" variant="default" loading={phrase.isPending} disabled={!ready}>{t('common:save')}</Button></div>
        </form>
        <ul className={css.rows} style={{ marginTop: 12 }}>
          {data?.phrases.filter((one) => one.shared).map((one) => <li key={one.id}><span className={css.words}><strong>.{one.short}</strong><span className={css.quiet}>{one.words}</span></span><ActionIcon size={28} aria-label={t('chart.clinic.drop_label', { name: one.short })} onClick={() => dropPhrase.mutate(one.id)}><X size={16} /></ActionIcon></li>)}
        </ul>
      </Section>
      <Section title={t('chart.templates.title')} hint={t('chart.templates.shared_hint')}>
        <ul className={css.rows}>
          {data?.templates.filter((one) => one.shared).map((one) => <li key={one.id}><span className={css.words}><strong>{one.name}</strong><span className={css.quiet}>{Object.values(one.sections).join(' ').slice(0, 160)}</span></span><ActionIcon size={28} aria-label={t('chart.clinic.drop_label', { name: one.name })} onClick={() => dropTemplate.mutate(one.id)}><X size={16} /></ActionIcon></li>)}
        </ul>
      </Section>
    </>
  );
}
