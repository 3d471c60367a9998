/** What a patient agreed to: in force, and withdrawn. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import type { PatientPage } from '../api/patients';
import css from './Rows.module.css';

type Consent = PatientPage['consents'][number];

export function Consents({ consents, onWithdraw }: { consents: Consent[]; onWithdraw?: (consent: Consent) => void }) {
  const { t } = useTranslation('patients');
  if (consents.length === 0) return <EmptyState compact title={t('consents.none')} />;
  return (
    <ul className={css.rows}>
      {consents.map((consent) => (
        <li key={consent.id} className={css.row}>
          <div className={css.words}>
            <strong>{t(`consents.${consent.kind}`)}</strong>
            <span>{t('consents.signed', { name: consent.signature })} <TimeText at={consent.given_at} as="date" /> · {t('consents.version', { version: consent.text_version })}</span>
          </div>
          {consent.withdrawn_at ? <StatusBadge tone="neutral" label={t('consents.withdrawn')} />
            : onWithdraw ? <Button variant="default" onClick={() => onWithdraw(consent)} aria-label={t('consents.withdraw_named', { kind: t(`consents.${consent.kind}`) })}>{t('consents.withdraw')}</Button>
              : <StatusBadge tone="done" label={t('consents.in_force')} />}
        </li>
      ))}
    </ul>
  );
}
