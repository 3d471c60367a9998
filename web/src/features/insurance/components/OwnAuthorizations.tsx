/** What the patient's insurance was asked, and what it said, in plain words. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { ownAuthorizationsQuery, type OwnAuthorization } from '../api/authorizations';
import css from './Claims.module.css';

export default function OwnAuthorizations() {
  const { t } = useTranslation('insurance_authorizations');
  const { data } = useQuery(ownAuthorizationsQuery);
  if (!data?.items.length) return null;
  return (
    <div className={css.own}>
      <Section title={t('mine.title')} hint={t('mine.hint')}>{data.items.map((one) => <One key={one.id} one={one} />)}</Section>
    </div>
  );
}

function One({ one }: { one: OwnAuthorization }) {
  const { t } = useTranslation('insurance_authorizations');
  return (
    <div className={css.card}>
      <div>
        <strong>{one.services.map((service) => service.text).join(', ')}</strong>
        <p>{t(`mine.status.${one.status}` as 'mine.status.approved')}</p>
        {one.status === 'approved' && one.valid_to ? <p>{t('until')} <DateText date={one.valid_to} /></p> : null}
        <p>{t('mine.asked', { name: one.practitioner_name })} <TimeText at={one.asked_at} as="date" /></p>
      </div>
    </div>
  );
}
