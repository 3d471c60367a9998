/** What registration asks for: patient numbers with their rules, the hospital's own fields, consent texts by version, ages of minors. */
import { Button, NumberInput, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { DataList, fromRows } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { notifyDone } from '@/lib/notify';
import { agesQuery, rulesQuery, textsQuery, useSetAges, type Field, type System } from '../api/rules';
import { FieldForm, NEW_FIELD, NEW_SYSTEM, SystemForm, TextForm } from '../components/RuleForms';
import css from './Pages.module.css';

export default function RegistrationRulesPage() {
  const { t } = useTranslation('patients');
  return (
    <>
      <PageHeader title={t('rules.title')} lead={t('rules.lead')} back={{ to: '/admin', label: t('rules.back') }} />
      <Tabs defaultValue="systems" keepMounted={false}>
        <Tabs.List>{(['systems', 'fields', 'texts', 'ages'] as const).map((one) => <Tabs.Tab key={one} value={one}>{t(`rules.${one}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="systems" pt="md"><Systems /></Tabs.Panel>
        <Tabs.Panel value="fields" pt="md"><Fields /></Tabs.Panel>
        <Tabs.Panel value="texts" pt="md"><Texts /></Tabs.Panel>
        <Tabs.Panel value="ages" pt="md"><Ages /></Tabs.Panel>
      </Tabs>
    </>
  );
}

function Asked({ active }: { active: boolean }) {
  const { t } = useTranslation('patients');
  return <StatusBadge tone={active ? 'done' : 'neutral'} label={t(active ? 'rules.used' : 'rules.unused')} />;
}

function Systems() {
  const { t } = useTranslation('patients');
  const { data, error, refetch } = useQuery(rulesQuery);
  const [edited, setEdited] = useState<System | null>(null);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  return (
    <Section title={t('rules.systems')} hint={t('rules.systems_hint')} actions={<Button size="compact-sm" variant="default" onClick={() => setEdited(NEW_SYSTEM)}>{t('rules.add_system')}</Button>}>
      <DataList label={t('rules.systems')} pages={fromRows(data.systems)} rowKey={(row) => row.code} empty={{ title: t('rules.no_systems') }} onOpen={setEdited}
        columns={[
          { key: 'name', header: t('rules.name'), cell: (row) => row.name },
          { key: 'pattern', header: t('rules.pattern'), cell: (row) => <code>{row.pattern || '—'}</code> },
          { key: 'example', header: t('rules.example'), cell: (row) => <span className="tabular">{row.example}</span> },
          { key: 'drawn', header: t('rules.given'), cell: (row) => t(row.drawn ? 'rules.by_us' : 'rules.typed') },
          { key: 'need', header: t('rules.required'), cell: (row) => (row.required ? t('rules.yes') : t('rules.no')) },
          { key: 'state', header: t('rules.state'), cell: (row) => <Asked active={row.active} /> },
        ]} />
      {edited ? <SystemForm key={edited.code} first={edited} fresh={!edited.code} onDone={() => setEdited(null)} /> : null}
    </Section>
  );
}

function Fields() {
  const { t } = useTranslation('patients');
  const { data } = useQuery(rulesQuery);
  const [edited, setEdited] = useState<Field | null>(null);
  return (
    <Section title={t('rules.fields')} hint={t('rules.fields_hint')} actions={<Button size="compact-sm" variant="default" onClick={() => setEdited(NEW_FIELD)}>{t('rules.add_field')}</Button>}>
      <DataList label={t('rules.fields')} pages={fromRows(data?.fields)} rowKey={(row) => row.code} empty={{ title: t('rules.no_fields'), hint: t('rules.no_fields_hint') }} onOpen={setEdited}
        columns={[
          { key: 'label', header: t('rules.label'), cell: (row) => row.label },
          { key: 'kind', header: t('rules.kind'), cell: (row) => t(`rules.field_kinds.${row.kind}`) },
          { key: 'choices', header: t('rules.choices'), cell: (row) => row.choices.join(', ') },
          { key: 'need', header: t('rules.required'), cell: (row) => (row.required ? t('rules.yes') : t('rules.no')) },
          { key: 'state', header: t('rules.state'), cell: (row) => <Asked active={row.active} /> },
        ]} />
      {edited ? <FieldForm key={edited.code} first={edited} fresh={!edited.code} onDone={() => setEdited(null)} /> : null}
    </Section>
  );
}

function Texts() {
  const { t } = useTranslation('patients');
  const { data } = useQuery(textsQuery);
  return (
    <Section title={t('rules.texts')} hint={t('rules.texts_hint')}>
      <DataList label={t('rules.texts')} pages={fromRows(data?.items)} rowKey={(row) => `${row.kind}${row.text_version}${row.language}`} empty={{ title: t('rules.no_texts'), hint: t('rules.no_texts_hint') }}
        columns={[
          { key: 'title', header: t('rules.label'), cell: (row) => row.title },
          { key: 'kind', header: t('rules.kind'), cell: (row) => t(`rules.consents.${row.kind}`) },
          { key: 'version', header: t('rules.version'), cell: (row) => row.text_version },
          { key: 'language', header: t('rules.language'), cell: (row) => row.language },
        ]} />
      <TextForm />
    </Section>
  );
}

function Ages() {
  const { t } = useTranslation('patients');
  const { data } = useQuery(agesQuery);
  const save = useSetAges();
  const [form, setForm] = useState<{ teen: number; adult: number } | null>(null);
  if (!data) return <PageWaiting />;
  const shown = form ?? data;
  return (
    <Section title={t('rules.ages')} hint={t('rules.ages_hint')}>
      <form className={css.rules} onSubmit={(event) => { event.preventDefault(); save.mutate(shown, { onSuccess: () => { setForm(null); notifyDone(t('rules.saved')); } }); }}>
        <NumberInput label={t('rules.teen')} description={t('rules.teen_hint')} min={0} max={30} value={shown.teen} onChange={(teen) => setForm({ ...shown, teen: Number(teen) })} />
        <NumberInput label={t('rules.adult')} description={t('rules.adult_hint')} min={0} max={30} value={shown.adult} onChange={(adult) => setForm({ ...shown, adult: Number(adult) })} />
        <Button type="submit" loading={save.isPending}>{t('common:save')}</Button>
      </form>
      <FormProblem problem={save.error} />
    </Section>
  );
}
