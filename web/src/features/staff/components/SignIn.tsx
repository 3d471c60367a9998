/** Whether this person gets in: a new first password, switching off, where they are signed in now. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { Slot } from '@/components/ui/Slot';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useSession } from '@/lib/auth';
import { useResetPassword, useSwitchAccount, type User } from '../api/people';
import { FirstPassword } from './FirstPassword';
import css from './Forms.module.css';

type Props = { user: User; sessions: { id: string; last_seen_at: string; ip: string }[] };

export function SignIn({ user, sessions }: Props) {
  const { t } = useTranslation('staff');
  const own = useSession().user.id === user.id;
  const confirm = useConfirm();
  const reset = useResetPassword(user.id);
  const turn = useSwitchAccount(user.id);
  const newPassword = async () => {
    if (await confirm({ title: t('access.reset_title', { name: user.name }), body: t('access.reset_body'), verb: t('access.reset') })) reset.mutate();
  };
  const switchOff = async () => {
    if (await confirm({ title: t('access.off_title', { name: user.name }), body: t('access.off_body'), verb: t('access.off'), destructive: true })) turn.mutate(false);
  };
  return (
    <Section title={t('access.title')}>
      <div className={css.stack}>
        {sessions.length === 0 ? <p>{t('access.nowhere')}</p>
          : <p>{t('access.signed_in', { count: sessions.length })} <TimeText at={sessions[0]!.last_seen_at} as="ago" /></p>}
        {reset.data ? <FirstPassword email={user.email} password={reset.data.password} /> : null}
        <Slot name="person.access" with={{ user }} />
        <Slot name="person.departments" with={{ user }} />
        {own ? <p>{t('access.own')}</p> : (
          <div className={css.buttons}>
            <Button variant="default" loading={reset.isPending} onClick={() => void newPassword()}>{t('access.reset')}</Button>
            {user.status === 'active' ? <Button variant="default" loading={turn.isPending} onClick={() => void switchOff()}>{t('access.off')}</Button>
              : <Button variant="default" loading={turn.isPending} onClick={() => turn.mutate(true)}>{t('access.on')}</Button>}
          </div>
        )}
      </div>
    </Section>
  );
}
