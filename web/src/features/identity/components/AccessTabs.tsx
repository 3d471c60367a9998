/** The pages about who may what, one beside the other. */
import { Tabs } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '@/components/ui/PageHeader';
import type { ReactNode } from 'react';

const PARTS = ['roles', 'rules', 'limits', 'services', 'apps'] as const;
type Part = (typeof PARTS)[number];

export function AccessTabs({ part, actions }: { part: Part; actions?: ReactNode }) {
  const { t } = useTranslation('identity');
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={t('nav.access')} lead={t(`${part}.lead`)} actions={actions} />
      <Tabs value={part} onChange={(next) => next && void navigate({ to: `/access/${next}` })} mb="md">
        <Tabs.List aria-label={t('nav.access')}>
          {PARTS.map((name) => <Tabs.Tab key={name} value={name} aria-controls={undefined}>{t(`${name}.title`)}</Tabs.Tab>)}
        </Tabs.List>
      </Tabs>
    </>
  );
}
