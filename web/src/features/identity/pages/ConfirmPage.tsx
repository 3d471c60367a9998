/** The link of the letter that finishes a registration. A tap, so that a mail scanner that opens links makes no account. */
import { Button } from '@mantine/core';
import { Link, useLocation, useRouter } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { useConfirmRegistration } from '@/lib/auth';

export default function ConfirmPage() {
  const { t } = useTranslation('identity');
  const { hash } = useLocation();
  const router = useRouter();
  const confirm = useConfirmRegistration();
  const go = () => confirm.mutate(hash, { onSuccess: () => void router.navigate({ to: '/', replace: true }) });
  if (!hash || confirm.error?.code === 'link_over') {
    return <EmptyState page title={t('link.over')} hint={t('confirm.over')} action={<Button component={Link} to="/register">{t('register.go')}</Button>} />;
  }
  return (
    <>
      <FormProblem problem={confirm.error} />
      <EmptyState page icon={MailCheck} title={t('confirm.title')} hint={t('confirm.lead')} action={<Button loading={confirm.isPending} onClick={go}>{t('confirm.go')}</Button>} />
    </>
  );
}
