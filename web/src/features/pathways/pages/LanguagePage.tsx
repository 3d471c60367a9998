/** The expression language, for those who draw: rules in a few lines, every function, and a place to try. */
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { blocksQuery } from '../api/blocks';
import css from '../components/Language.module.css';
import { Playground } from '../components/Playground';

const RULES = ['names', 'compare', 'logic', 'text', 'time', 'nothing', 'cells', 'safe'] as const;
const SAMPLES: Record<(typeof RULES)[number], string> = {
  names: 'triage.level', compare: 'triage.level <= 2', logic: 'triage.level <= 2 and age(patient.birth_date) >= 65', text: "insurance.kind == 'self_pay'", time: 'now() + hours(2)',
  nothing: 'answer.note == null', cells: "[18..65]   < 5   not('a', 'b')   'x', 'y'", safe: '',
};

export default function LanguagePage() {
  const { t } = useTranslation('pathways');
  const { data, error, refetch } = useQuery(blocksQuery);
  const [find, setFind] = useState('');
  const wanted = find.trim().toLowerCase();
  const functions = (data?.functions ?? []).filter((one) => !wanted || `${one.name} ${one.help}`.toLowerCase().includes(wanted));
  return (
    <>
      <PageHeader title={t('language.title')} lead={t('language.lead')} back={{ to: '/pathways/drafts', label: t('drafts.title') }} />
      <Section title={t('language.rules')}>
        <dl className={css.rules}>
          {RULES.map((rule) => <div key={rule}><dt>{t(`language.rule.${rule}`)}</dt><dd>{SAMPLES[rule] ? <code>{SAMPLES[rule]}</code> : null}</dd></div>)}
        </dl>
      </Section>
      <Section title={t('language.try')} hint={t('language.try_hint')} framed><Playground /></Section>
      <Section title={t('language.functions')}>
        {error && !data ? <ErrorState compact problem={error} onRetry={() => void refetch()} /> : (
          <>
            <TextInput type="search" className={css.find ?? ''} placeholder={t('language.find')} aria-label={t('language.find')} value={find} onChange={(event) => setFind(event.currentTarget.value)} />
            {functions.length ? (
              <dl className={css.functions}>
                {functions.map((one) => <div key={one.name}><dt><code>{one.signature || one.name}</code></dt><dd>{one.help}{one.example ? <code>{one.example}</code> : null}</dd></div>)}
              </dl>
            ) : data ? <EmptyState compact title={t('language.none')} /> : null}
          </>
        )}
      </Section>
    </>
  );
}
