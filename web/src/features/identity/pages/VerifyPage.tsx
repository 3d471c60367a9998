/** The link of a letter that proves an address. A tap, so that a mail scanner that opens links changes nothing. */
import { Button } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { useVerify } from '../api/security';

export default function VerifyPage() {
  const { t } = useTranslation('identity');
  const { hash } = useLocation();
  const verify = useVerify();
  const home = <Button component={Link} to="/">{t('verify.home')}</Button>;
  if (verify.isSuccess) return <EmptyState page icon={MailCheck} title={t('verify.done')} action={home} />;
  if (!hash || verify.error?.code === 'link_over') return <EmptyState page title={t('link.over')} hint={t('verify.over')} action={home} />;
  return (
    <>
      <FormProblem problem={verify.error} />
      <EmptyState page icon={MailCheck} title={t('verify.title')} hint={t('verify.lead')} action={<Button loading={verify.isPending} onClick={() => verify.mutate(hash)}>{t('verify.go')}</Button>} />
    </>
  );
}
