/** The claim that a task is about: where it stands, why, and what its services came to. */
import { Anchor, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { claimQuery, claimsOfCaseQuery } from '../api/claims';
import { Authorize } from './Authorize';
import { ClaimLines } from './ClaimLines';
import { ClaimStatus } from './ClaimStatus';
import css from './Claims.module.css';

/** The newest claim of a case, whole; undefined while it is read, null when there is none. */
export function useClaimOfCase(caseId: string) {
  const { data: claims } = useQuery(claimsOfCaseQuery(caseId));
  const id = claims?.items[0]?.id ?? '';
  const { data: claim } = useQuery({ ...claimQuery(id), enabled: !!id });
  return claims && !claims.items.length ? null : claim;
}

export function TaskClaim({ caseId, title }: { caseId: string; title: string }) {
  const { t } = useTranslation('insurance');
  const claim = useClaimOfCase(caseId);
  if (claim === null) return <p className={css.detail}>{t('task.no_claim')}</p>;
  if (!claim) return <Skeleton height={180} radius="md" mb="lg" />;
  return (
    <Section title={<>{title} <ClaimStatus status={claim.status} /></>} actions={<Anchor component={Link} to={`/claims/${claim.id}`}>{t('task.open_claim')}</Anchor>}>
      <div className={css.standing}>
        <p>
          {claim.next_action ? <strong>{t(`next.${claim.next_action}` as 'next.wait', claim.next_action)}</strong> : null}
          <span className={css.why}>{claim.reason || t(`next_hint.${claim.next_action}` as 'next_hint.wait', '')}</span>
        </p>
        {claim.may_authorize && claim.next_action === 'enter_authorization' ? <Authorize claim={claim} /> : null}
      </div>
      <ClaimLines claim={claim} />
    </Section>
  );
}
