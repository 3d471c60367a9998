/** The payer did not pay: what it said, what may cure it, and the clerk's decision. */
import { Anchor, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import { Section } from '@/components/ui/Section';
import type { TaskScreenProps } from '@/lib/tasks';
import { claimQuery, claimsOfCaseQuery } from '../api/claims';
import { Authorize } from './Authorize';
import { ClaimLines } from './ClaimLines';
import { ClaimStatus } from './ClaimStatus';
import css from './Claims.module.css';

export default function DenialTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('insurance');
  return (
    <>
      <TheClaim caseId={task.case_id} />
      {problem?.code === 'stale' ? <FormProblem problem={problem} /> : null}
      <SchemaForm schema={(task.form_schema ?? { type: 'object', properties: {} }) as JsonSchema} initial={answers} submitLabel={t('task.decide')}
        onSubmit={onComplete} onChange={onChange} busy={busy} problem={problem} readOnly={!task.may_complete} />
    </>
  );
}

function TheClaim({ caseId }: { caseId: string }) {
  const { t } = useTranslation('insurance');
  const { data: claims } = useQuery(claimsOfCaseQuery(caseId));
  const id = claims?.items[0]?.id ?? '';
  const { data: claim } = useQuery({ ...claimQuery(id), enabled: !!id });
  if (claims && !claims.items.length) return <p className={css.detail}>{t('task.no_claim')}</p>;
  if (!claim) return <Skeleton height={180} radius="md" mb="lg" />;
  return (
    <Section title={<>{t('task.denial_title')} <ClaimStatus status={claim.status} /></>} actions={<Anchor component={Link} to={`/claims/${claim.id}`}>{t('task.open_claim')}</Anchor>}>
      <div className={css.standing}>
        <p>
          {claim.next_action ? <strong>{t(`next.${claim.next_action}` as 'next.wait', claim.next_action)}</strong> : null}
          <span className={css.why}>{claim.reason}</span>
        </p>
        {claim.may_authorize && claim.next_action === 'enter_authorization' ? <Authorize claim={claim} /> : null}
      </div>
      <ClaimLines claim={claim} />
    </Section>
  );
}
