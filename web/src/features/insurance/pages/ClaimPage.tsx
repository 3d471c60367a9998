/** One claim's whole story: what was asked, what every answer said, what was paid, and what to do next. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { useMay } from '@/lib/auth';
import { claimQuery, useVoid, type Claim } from '../api/claims';
import { Authorize } from '../components/Authorize';
import { ClaimLines } from '../components/ClaimLines';
import { ClaimStatus } from '../components/ClaimStatus';
import { ClaimStory } from '../components/ClaimStory';
import { Findings, found } from '../components/Findings';
import { EnterClaimAnswer } from '../components/EnterClaimAnswer';
import { PaymentCard } from '../components/PaymentCard';
import css from '../components/Claims.module.css';

const Appeals = lazy(() => import('../components/appeal/Appeals'));

export default function ClaimPage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('insurance');
  const { data: claim, error, refetch } = useQuery(claimQuery(id));
  const appeals = useMay()('appeal.write');
  const back = { to: '/claims', label: t('claims.title') };
  if (error && !claim) return <><PageHeader title={t('claim.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!claim) return <><PageHeader title={t('claim.title')} back={back} /><Skeleton height={360} radius="md" /></>;
  return (
    <>
      <PageHeader title={claim.patient_name} back={back} badge={<ClaimStatus status={claim.status} />}
        lead={`${claim.control_number} · ${claim.payer_name} · ${claim.member_id}`} actions={<><EnterClaimAnswer claim={claim} /><VoidButton claim={claim} /></>} />
      <Standing claim={claim} />
      <div className={css.columns}>
        <div>
          <Section title={t('claim.services')}><ClaimLines claim={claim} /></Section>
          {found(claim).length ? <Section title={t('claim.findings')} hint={t('claim.findings_hint')}><Findings claim={claim} /></Section> : null}
          {claim.payments.length ? (
            <Section title={t('claim.payments')}>{claim.payments.map((payment) => <PaymentCard key={payment.id} payment={payment} />)}</Section>
          ) : null}
          {appeals ? <Suspense fallback={null}><Appeals claimId={claim.id} patientId={claim.patient_id} /></Suspense> : null}
        </div>
        <div>
          <Section title={t('claim.facts')}><Facts claim={claim} /></Section>
          <Section title={t('claim.story')}><ClaimStory claim={claim} /></Section>
        </div>
      </div>
    </>
  );
}

/** Why it is where it is, and the one thing to do about it. */
function Standing({ claim }: { claim: Claim }) {
  const { t } = useTranslation('insurance');
  const may = useMay();
  if (!claim.reason && !claim.next_action) return null;
  return (
    <div className={css.standing} role="status">
      <p>
        {claim.next_action ? <strong>{t(`next.${claim.next_action}` as 'next.wait', claim.next_action)}</strong> : null}
        <span className={css.why}>{claim.reason || t(`next_hint.${claim.next_action}` as 'next_hint.wait', '')}</span>
      </p>
      {claim.case_id && may('case.read') ? <Button component={Link} to={`/cases/${claim.case_id}`} variant="default">{t('claim.open_case')}</Button> : null}
      {claim.may_authorize && claim.next_action === 'enter_authorization' ? <Authorize claim={claim} /> : null}
    </div>
  );
}

function Facts({ claim }: { claim: Claim }) {
  const { t } = useTranslation('insurance');
  const money = (minor: number) => <Money amount={{ minor, currency: claim.currency }} />;
  return (
    <KeyValue items={[
      { label: t('claim.total'), value: money(claim.total) },
      { label: t('claim.paid'), value: money(claim.paid) },
      { label: t('claim.contractual'), value: money(claim.contractual) },
      { label: t('claim.patient_share'), value: money(claim.patient_share) },
      claim.denied ? { label: t('claim.denied'), value: money(claim.denied) } : null,
      claim.open ? { label: t('claim.open'), value: money(claim.open) } : null,
      { label: t('claim.diagnoses'), value: claim.diagnoses.join(', ') },
      { label: t('claim.place'), value: claim.pos_text ? `${claim.pos} ${claim.pos_text}` : claim.pos },
      { label: t('claim.clinician'), value: claim.clinician },
      { label: t('claim.payer_number'), value: claim.payer_control_number },
      claim.prior_authorization ? { label: t('claim.authorization'), value: claim.prior_authorization } : null,
      claim.authorization ? { label: t('claim.next_authorization'), value: claim.authorization } : null,
      claim.attempts.length ? { label: t('claim.attempts'), value: <Attempts claim={claim} /> } : null,
    ]} />
  );
}

function Attempts({ claim }: { claim: Claim }) {
  return (
    <>
      {claim.attempts.map((other) => (
        <span key={other.id} className={css.sub}><Anchor component={Link} to={`/claims/${other.id}`}>{other.control_number}</Anchor> <ClaimStatus status={other.status} /></span>
      ))}
    </>
  );
}

function VoidButton({ claim }: { claim: Claim }) {
  const { t } = useTranslation('insurance');
  const confirm = useConfirm();
  const navigate = useNavigate();
  const voiding = useVoid(claim.id);
  if (!claim.may_void) return null;
  const ask = async () => {
    if (!await confirm({ title: t('void.title'), body: t('void.body'), verb: t('void.verb'), destructive: true })) return;
    voiding.mutate(undefined, { onSuccess: (made) => void navigate({ to: `/claims/${made.id}` }) });
  };
  return <Button variant="default" loading={voiding.isPending} onClick={() => void ask()}>{t('void.verb')}</Button>;
}
