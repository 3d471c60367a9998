/** The hospital asks these roles for a second proof: set one up, then everything is open. */
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useSession, useSignOut } from '@/lib/auth';
import { securityQuery } from '../api/security';
import { Authenticator } from '../components/Authenticator';
import { Passkeys } from '../components/Passkeys';
import { TextCodes } from '../components/TextCodes';
import css from './AuthForm.module.css';

export default function EnrolPage() {
  const { t } = useTranslation('identity');
  const { user } = useSession();
  const router = useRouter();
  const signOut = useSignOut();
  const { data: security } = useQuery(securityQuery);
  const done = !user.must_enrol;
  useEffect(() => {
    if (done) void router.navigate({ to: '/', replace: true });
  }, [done, router]);
  return (
    <div className={css.alone}>
      <h1 className={css.title}>{t('enrol.title')}</h1>
      <p className={css.lead}>{t('enrol.lead', { name: user.name })}</p>
      {security ? <><Section title={t('passkeys.title')}><Passkeys security={security} /></Section><Section title={t('totp.title')}><Authenticator security={security} /></Section>{security.sms_allowed ? <Section title={t('sms.title')}><TextCodes security={security} /></Section> : null}</> : null}
      <p className={css.other}><Anchor component="button" type="button" inherit onClick={() => signOut.mutate()}>{t('common:user_menu.sign_out')}</Anchor></p>
    </div>
  );
}
