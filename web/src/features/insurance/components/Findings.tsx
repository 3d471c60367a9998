/** What our own check found before a claim was sent, and the page where each thing is set right. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/lib/auth';
import type { Claim } from '../api/claims';
import css from './Claims.module.css';

type Page = 'hospital' | 'people' | 'patient' | 'payers';
const PAGES: Record<string, Page> = { billing: 'hospital', rendering: 'people', referring: 'people', patient: 'patient', subscriber: 'patient', coverage: 'patient', payer: 'payers' };
const NEEDS: Record<Page, string> = { hospital: 'staff.manage', people: 'user.manage', patient: 'patient.any', payers: 'claim.manage' };

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

export const found = (claim: Claim) => claim.findings.filter((one) => one.severity !== 'fix');

export function Findings({ claim }: { claim: Claim }) {
  return (
    <ul className={css.reasons}>
      {found(claim).map((one) => (
        <li key={`${one.id}-${one.element}`} data-denial={one.severity === 'block' || undefined}>
          <span>{sentence(one.message)}<span className={css.sub}>{one.element}</span></span>
          <span className={css.mend}>{sentence(one.hint)}<Mend page={PAGES[one.element.split(/[^a-z_]/, 1)[0] ?? '']} patientId={claim.patient_id} /></span>
        </li>
      ))}
    </ul>
  );
}

function Mend({ page, patientId }: { page: Page | undefined; patientId: string }) {
  const { t } = useTranslation('insurance');
  const may = useMay();
  if (!page) return null;
  if (may(NEEDS[page])) return <Anchor component={Link} to={page === 'patient' ? `/patients/${patientId}` : `/${page}`}>{t(`claim.mend.${page}`)}</Anchor>;
  return page === 'hospital' || page === 'people' ? <span className={css.sub}>{t(`claim.mend_admin.${page}`)}</span> : null;
}
