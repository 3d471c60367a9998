/** What a patient agreed to: in force, and withdrawn. */
import { Anchor, Button } from '@mantine/core';
import { PenLine } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { fileUrl } from '../api/files';
import type { PatientPage } from '../api/patients';
import css from './Rows.module.css';
import { Signature } from './SignaturePad';

type Consent = PatientPage['consents'][number];

const SignDialog = lazy(() => import('./SignConsent'));

/** `who`: a patient's id, or 'my'; without `name` nothing can be signed from here. */
export function Consents({ who, name, consents, onWithdraw }: { who: string; name?: string; consents: Consent[]; onWithdraw?: (consent: Consent) => void }) {
  const { t } = useTranslation('patients');
  const [signing, setSigning] = useState(false);
  const given = consents.filter((one) => !one.withdrawn_at).map((one) => `${one.kind} ${one.text_version}`);
  return (
    <div className={css.stack}>
      {consents.length === 0 ? <EmptyState compact title={t('consents.none')} /> : <List who={who} consents={consents} {...(onWithdraw ? { onWithdraw } : {})} />}
      {name === undefined ? null : <div><Button variant="default" leftSection={<PenLine size={16} aria-hidden />} onClick={() => setSigning(true)}>{t('sign.open')}</Button></div>}
      {signing ? <Suspense fallback={null}><SignDialog who={who} name={name ?? ''} given={given} onClose={() => setSigning(false)} /></Suspense> : null}
    </div>
  );
}

function List({ who, consents, onWithdraw }: { who: string; consents: Consent[]; onWithdraw?: (consent: Consent) => void }) {
  const { t } = useTranslation('patients');
  return (
    <ul className={css.rows}>
      {consents.map((consent) => (
        <li key={consent.id} className={css.row}>
          <div className={css.words}>
            <strong>{t(`consents.${consent.kind}`)}</strong>
            <span>{t('consents.signed', { name: consent.signature })} <TimeText at={consent.given_at} as="date" /> · {t('consents.version', { version: consent.text_version })} · {t(`sign.was_${consent.signed}`)}{consent.document_id ? <> · <Anchor href={fileUrl(who, consent.document_id)} download>{t('sign.document')}</Anchor></> : null}</span>
          </div>
          {consent.strokes?.length ? <Signature strokes={consent.strokes} name={t('consents.signed', { name: consent.signature })} /> : null}
          {consent.withdrawn_at ? <StatusBadge tone="neutral" label={t('consents.withdrawn')} />
            : onWithdraw ? <Button variant="default" onClick={() => onWithdraw(consent)} aria-label={t('consents.withdraw_named', { kind: t(`consents.${consent.kind}`) })}>{t('consents.withdraw')}</Button>
              : <StatusBadge tone="done" label={t('consents.in_force')} />}
        </li>
      ))}
    </ul>
  );
}
