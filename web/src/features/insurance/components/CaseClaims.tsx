/** The claims of a case, newest first, beside its diagram. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import { Section } from '@/components/ui/Section';
import { claimsOfCaseQuery } from '../api/claims';
import { ClaimStatus } from './ClaimStatus';
import css from './Claims.module.css';

export default function CaseClaims({ caseId }: { caseId: string }) {
  const { t } = useTranslation('insurance');
  const { data } = useQuery(claimsOfCaseQuery(caseId));
  if (!data?.items.length) return null;
  return (
    <Section title={t('claims.title')}>
      <ul className={css.reasons}>
        {data.items.map((claim) => (
          <li key={claim.id}>
            <span><Anchor component={Link} to={`/claims/${claim.id}`}>{claim.control_number}</Anchor> <ClaimStatus status={claim.status} /></span>
            <Money amount={{ minor: claim.total, currency: claim.currency }} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
