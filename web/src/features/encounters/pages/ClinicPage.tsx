/** What the clinic writes with, for administrators: order sets, letters, forms, phrases and templates, code sets. */
import { Tabs } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '@/components/ui/PageHeader';

const PARTS = {
  sets: lazy(() => import('../components/clinic/OrderSets')), letters: lazy(() => import('../components/clinic/LetterTemplates')), forms: lazy(() => import('../components/clinic/Forms')),
  phrases: lazy(() => import('../components/clinic/Phrases')), codes: lazy(() => import('../components/clinic/CodeSets')), supervision: lazy(() => import('../components/clinic/Supervision')),
};
const NAMES = Object.keys(PARTS) as (keyof typeof PARTS)[];

export default function ClinicPage() {
  const { t } = useTranslation('encounters');
  return (
    <>
      <PageHeader title={t('chart.clinic.title')} lead={t('chart.clinic.lead')} />
      <Tabs defaultValue="sets" keepMounted={false}>
        <Tabs.List>{NAMES.map((name) => <Tabs.Tab key={name} value={name}>{t(`chart.clinic.tabs.${name}`)}</Tabs.Tab>)}</Tabs.List>
        {NAMES.map((name) => { const Part = PARTS[name]; return <Tabs.Panel key={name} value={name} pt="md"><Suspense fallback={null}><Part /></Suspense></Tabs.Panel>; })}
      </Tabs>
    </>
  );
}
