/** One's own account: who one is here, the password, where one is signed in. */
import { useTranslation } from 'react-i18next';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { useSession } from '@/lib/auth';
import { ChangePassword } from '../components/ChangePassword';
import { SessionList } from '../components/SessionList';
import css from './AuthForm.module.css';

export default function AccountPage() {
  const { t } = useTranslation('identity');
  const { user } = useSession();
  return (
    <div className={css.page}>
      <PageHeader title={t('account.title')} />
      <Section title={user.name}>
        <KeyValue items={[
          { label: t('sign_in.email'), value: user.email },
          { label: t('account.roles'), value: user.roles.map((role) => t(`common:roles.${role}` as 'common:roles.patient')).join(', ') },
        ]} />
      </Section>
      <Slot name="account" />
      <Section title={t('sessions.title')} hint={t('sessions.hint')}><SessionList /></Section>
      <Section title={t('password.title')} hint={t('password.lead')}><ChangePassword /></Section>
    </div>
  );
}
