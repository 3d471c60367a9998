/** One prior authorization: where it stands, what was asked and answered, what happened, and what can be done. */
import { Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { authorizationQuery, useAuthorizationWrites, type Authorization } from '../api/authorizations';
import { AskForm } from '../components/authorization/AskForm';
import { AuthorizationShown } from '../components/authorization/AuthorizationShown';
import { EnterAnswer } from '../components/authorization/EnterAnswer';
import { Standing } from '../components/authorization/Standing';
import css from '../components/Claims.module.css';

export default function AuthorizationPage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('insurance_authorizations');
  const office = useMay()('claim.manage');
  const { data: one, error, refetch } = useQuery(authorizationQuery(id));
  const back = office ? { to: '/prior-authorizations', label: t('title') } : one ? { to: `/patients/${one.patient_id}`, label: one.patient_name } : undefined;
  if (error && !one) return <><PageHeader title={t('one')} {...(back ? { back } : {})} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!one) return <><PageHeader title={t('one')} {...(back ? { back } : {})} /><Skeleton height={360} radius="md" /></>;
  return (
    <>
      <PageHeader title={one.patient_name} {...(back ? { back } : {})} badge={<Standing row={one} />} lead={`${one.number} · ${one.payer_name}`} actions={<Actions one={one} />} />
      <div className={css.columns}>
        <div><AuthorizationShown one={one} /></div>
        <Section title={t('page.story')}><Story one={one} /></Section>
      </div>
    </>
  );
}

function Actions({ one }: { one: Authorization }) {
  const { t } = useTranslation('insurance_authorizations');
  const confirm = useConfirm();
  const { withdraw } = useAuthorizationWrites();
  const [open, setOpen] = useState<'correct' | 'answer' | null>(null);
  const close = () => setOpen(null);
  const ask = async () => {
    const answer = await confirm({ title: t('withdraw.title'), body: t('withdraw.body'), verb: t('withdraw.verb'), destructive: true, reason: { label: t('withdraw.why') } });
    if (answer) withdraw.mutate({ id: one.id, reason: answer.reason });
  };
  return (
    <Group gap="xs">
      {one.may_change ? <Button variant="default" onClick={() => setOpen('correct')}>{t('form.correct')}</Button> : null}
      {one.may_answer ? <Button variant="default" onClick={() => setOpen('answer')}>{t('answer.title')}</Button> : null}
      {one.may_withdraw ? <Button variant="subtle" color="gray" loading={withdraw.isPending} onClick={() => void ask()}>{t('withdraw.verb')}</Button> : null}
      {open === 'correct' ? <AskForm patientId={one.patient_id} given={one} onClose={close} /> : null}
      {open === 'answer' ? <EnterAnswer one={one} onClose={close} /> : null}
    </Group>
  );
}

function Story({ one }: { one: Authorization }) {
  const { t } = useTranslation('insurance_authorizations');
  return (
    <ol className={css.story}>
      {one.history.map((item, index) => (
        <li key={index}>
          <span className={css.when}><TimeText at={item.at} /></span>
          <span>
            {t(`history.${item.what}` as 'history.approved', item.what)}{item.file_kind ? ` (${item.file_kind})` : ''}
            {item.detail ? <span className={css.detail}><br />{t(`detail.${item.detail}` as 'detail.appeal', item.detail)}</span> : null}
            {item.actor_name && !item.file_kind ? <span className={css.detail}><br />{item.actor_name}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
