/** On the patient's page, at the desk: how far the onboarding is, what proved who this is, and beginning it. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import type { Evidence } from '../api/identity';
import { onboardingQuery, useBeginOnboarding } from '../api/onboarding';

export default function Onboarding({ patientId }: { patientId: string }) {
  const { t } = useTranslation('patients_onboarding');
  const { data } = useQuery(onboardingQuery(patientId));
  const begin = useBeginOnboarding(patientId);
  if (!data) return null;
  const over = data.status === 'completed' || data.status === 'cancelled';
  return (
    <Section title={t('title')} actions={data.case_id ? undefined : <Button size="compact-sm" variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>{t('begin')}</Button>}>
      {data.case_id ? <p><StatusBadge tone={over ? 'done' : 'active'} label={t(over ? 'over' : 'running')} /></p> : <p>{t('not_begun')}</p>}
      {data.identity_verified_at ? <p>{t('verified', { document: t(`documents.${data.identity_document}` as 'documents.passport', data.identity_document) })} <TimeText at={data.identity_verified_at} as="date" /></p> : <p>{t('unverified')}</p>}
      {data.evidence ? <Shown evidence={data.evidence} /> : null}
    </Section>
  );
}

/** What became of the pictures of an identity document. */
function Shown({ evidence }: { evidence: Evidence }) {
  const { t } = useTranslation('patients_onboarding');
  switch (evidence.status) {
    case 'draft': case 'sent': case 'returned': return <p>{t(`evidence.${evidence.status}`, { reason: evidence.reason })}</p>;
    case 'confirmed': return evidence.front ? <p>{t('evidence.confirmed')} <TimeText at={evidence.forget_at} as="date" />.</p> : <p>{t('evidence.gone')}</p>;
    default: return null;
  }
}
