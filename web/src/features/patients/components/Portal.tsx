/** Whether the patient can sign in; reception hands out a first password, told once. */
import { Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { useInvite, type Patient } from '../api/patients';
import css from './Portal.module.css';

export function Portal({ patient }: { patient: Patient }) {
  const { t } = useTranslation('patients');
  const invite = useInvite(patient.id);
  if (invite.data) {
    return (
      <div className={css.told}>
        <p>{t('portal.told', { email: invite.data.email })}</p>
        <p className={css.password}>{invite.data.password}</p>
        <CopyButton value={invite.data.password}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{copied ? t('portal.copied') : t('portal.copy')}</Button>}</CopyButton>
      </div>
    );
  }
  if (patient.has_account) return <StatusBadge tone="done" label={t('portal.has')} />;
  return (
    <div className={css.none}>
      <p>{patient.email ? t('portal.none') : t('portal.no_email')}</p>
      <Button variant="default" disabled={!patient.email} loading={invite.isPending} onClick={() => invite.mutate()}>{t('portal.invite')}</Button>
    </div>
  );
}
