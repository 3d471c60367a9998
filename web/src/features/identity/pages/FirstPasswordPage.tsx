/** A password that somebody handed out is replaced before anything else. */
import { Anchor } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession, useSignOut } from '@/lib/auth';
import { ChangePassword } from '../components/ChangePassword';
import css from './AuthForm.module.css';

export default function FirstPasswordPage() {
  const { t } = useTranslation('identity');
  const { user } = useSession();
  const router = useRouter();
  const signOut = useSignOut();
  return (
    <div className={css.alone}>
      <h1 className={css.title}>{t('first.title')}</h1>
      <p className={css.lead}>{t('first.lead', { name: user.name })}</p>
      <ChangePassword first onDone={() => void router.navigate({ to: '/', replace: true })} />
      <p className={css.other}><Anchor component="button" type="button" inherit onClick={() => signOut.mutate()}>{t('common:user_menu.sign_out')}</Anchor></p>
    </div>
  );
}
