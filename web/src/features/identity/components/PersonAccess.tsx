/** On a person's page, for administrators: invite by mail, take lost factors away, look at the screens. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { useSession } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { useInvite, useResetFactor, useViewAs } from '../api/access';
import css from './Forms.module.css';

type User = { id: string; name: string; email: string; status: string; last_seen_at?: string | null };

export default function PersonAccess({ user }: { user: User }) {
  const { t } = useTranslation('identity');
  const confirm = useConfirm();
  const invite = useInvite(user.id);
  const reset = useResetFactor(user.id);
  const view = useViewAs();
  if (useSession().user.id === user.id || user.status !== 'active') return null;
  const lost = async () => {
    if (await confirm({ title: t('person.lost_title', { name: user.name }), body: t('person.lost_body'), verb: t('person.lost'), destructive: true })) {
      reset.mutate(undefined, { onSuccess: () => notifyDone(t('person.lost_done')) });
    }
  };
  return (
    <div className={css.buttons}>
      <Button variant="default" loading={invite.isPending} onClick={() => invite.mutate(undefined, { onSuccess: () => notifyDone(t('person.invited', { email: user.email })) })}>{t('person.invite')}</Button>
      <Button variant="default" loading={reset.isPending} onClick={() => void lost()}>{t('person.lost')}</Button>
      <Button variant="default" loading={view.isPending} onClick={() => view.mutate(user.id)}>{t('person.view')}</Button>
    </div>
  );
}
