/** On the patient's page, in the chart and beside a case: what payers were asked, how far it is, and asking. */
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { DateText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { authorizationsQuery, type AuthorizationRow } from '../../api/authorizations';
import css from '../Claims.module.css';
import { AskForm } from './AskForm';
import { named } from './Services';
import { Standing } from './Standing';

/** `patientId` is null in a case without a patient. */
export default function PatientAuthorizations({ patientId }: { patientId: string | null }) {
  return patientId ? <Authorizations patientId={patientId} /> : null;
}

function Authorizations({ patientId }: { patientId: string }) {
  const { t } = useTranslation('insurance_authorizations');
  const { data } = useQuery(authorizationsQuery(patientId));
  const [open, setOpen] = useState(false);
  const asks = useMay()('authorization.ask');
  if (!data || (!data.items.length && !data.coverages.length)) return null;
  return (
    <Section title={t('title')} actions={asks && data.coverages.length ? <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>{t('form.ask')}</Button> : undefined}>
      {open ? <AskForm patientId={patientId} onClose={() => setOpen(false)} /> : null}
      {data.items.length ? <ul className={css.requests}>{data.items.map((row) => <Row key={row.id} row={row} linked={asks} />)}</ul> : <p className={css.detail}>{t('none_here')}</p>}
    </Section>
  );
}

function Row({ row, linked }: { row: AuthorizationRow; linked: boolean }) {
  const { t } = useTranslation('insurance_authorizations');
  const words = named(row.services);
  return (
    <li>
      <span>{linked ? <Anchor component={Link} to={`/prior-authorizations/${row.id}`}>{words}</Anchor> : <strong>{words}</strong>}<span className={css.sub}>{row.payer_name}{row.authorization_number ? ` · ${row.authorization_number}` : ''}</span></span>
      <span><Standing row={row} />{row.valid_to ? <span className={css.sub}>{t('until')} <DateText date={row.valid_to} /></span> : null}</span>
    </li>
  );
}
