/** One's own account: who one is here, what guards it, where one is signed in, which apps act for one. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { useSession } from '@/lib/auth';
import { securityQuery } from '../api/security';
import { Authenticator } from '../components/Authenticator';
import { ChangePassword } from '../components/ChangePassword';
import { Email } from '../components/Email';
import { Grants } from '../components/Grants';
import { Passkeys } from '../components/Passkeys';
import { SessionList } from '../components/SessionList';
import { TextCodes } from '../components/TextCodes';
import css from './AuthForm.module.css';

export default function AccountPage() {
  const { t } = useTranslation('identity');
  const { user } = useSession();
  const { data: security, error, refetch } = useQuery(securityQuery);
  return (
    <div className={css.page}>
      <PageHeader title={t('account.title')} />
      <Section title={user.name}>
        <KeyValue items={[{ label: t('account.roles'), value: user.roles.map((role) => t(`common:roles.${role}` as 'common:roles.patient', role)).join(', ') }]} />
      </Section>
      <Slot name="account" />
      {error && !security ? <ErrorState problem={error} onRetry={() => void refetch()} compact /> : null}
      {security ? (
        <>
          <Section title={t('email.title')} hint={t('email.hint')}><Email security={security} /></Section>
          <Section title={t('passkeys.title')} hint={t('passkeys.hint')}><Passkeys security={security} /></Section>
          <Section title={t('totp.title')} hint={t('totp.hint')}><Authenticator security={security} /></Section>
          {security.sms || security.sms_allowed ? <Section title={t('sms.title')} hint={t('sms.hint')}><TextCodes security={security} /></Section> : null}
        </>
      ) : null}
      <Section title={t('password.title')} hint={t('password.lead')}><ChangePassword /></Section>
      <Section title={t('sessions.title')} hint={t('sessions.hint')}><SessionList /></Section>
      <Section title={t('grants.title')} hint={t('grants.hint')}><Grants /></Section>
    </div>
  );
}
