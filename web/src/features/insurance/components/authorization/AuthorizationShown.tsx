/** One request: the services, what was asked and what the payer says. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { KeyValue } from '@/components/ui/KeyValue';
import { Section } from '@/components/ui/Section';
import { DateText, TimeText } from '@/components/ui/TimeText';
import type { Authorization } from '../../api/authorizations';
import { Services } from './Services';
import { Standing } from './Standing';

export function AuthorizationShown({ one, linked = false }: { one: Authorization; linked?: boolean }) {
  const { t } = useTranslation('insurance_authorizations');
  return (
    <>
      <Section title={<>{t('page.services')} {linked ? <Standing row={one} /> : null}</>} actions={linked ? <Anchor component={Link} to={`/prior-authorizations/${one.id}`}>{t('page.open')}</Anchor> : undefined}>
        <Services services={one.services} />
      </Section>
      <Section title={t('page.request')}>
        <KeyValue items={[
          { label: t('fact.patient'), value: <Anchor component={Link} to={`/patients/${one.patient_id}`}>{one.patient_name} · {one.patient_number}</Anchor> },
          { label: t('fact.payer'), value: `${one.payer_name} · ${one.member_id}` },
          one.answer ? { label: t(one.status === 'withdrawn' ? 'fact.withdrawn_for' : 'fact.answer'), value: one.answer } : null,
          one.authorization_number ? { label: t('fact.authorization_number'), value: <strong className="tabular">{one.authorization_number}</strong> } : null,
          one.valid_from && one.valid_to ? { label: t('fact.valid'), value: <><DateText date={one.valid_from} /> – <DateText date={one.valid_to} /></> } : null,
          one.payer_reference && !one.authorization_number ? { label: t('fact.payer_reference'), value: one.payer_reference } : null,
          { label: t('fact.wanted'), value: <><DateText date={one.starts_on} /> – <DateText date={one.ends_on} /></> },
          { label: t('fact.diagnoses'), value: one.diagnoses.join(', ') },
          { label: t('fact.reason'), value: one.reason },
          one.appeal ? { label: t('fact.appeal'), value: one.appeal } : null,
          { label: t('fact.clinician'), value: one.practitioner_name },
          { label: t('fact.asked_by'), value: <>{one.asked_by_name} · <TimeText at={one.asked_at} /></> },
        ]} />
      </Section>
    </>
  );
}
