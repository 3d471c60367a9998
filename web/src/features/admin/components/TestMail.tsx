/** Sends the shipped words of one message to oneself, by the way that patients' mail takes. */
import { Button } from '@mantine/core';
import { Mail } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { useTestShipped } from '../api/hub';

export function TestMail() {
  const { t } = useTranslation('admin');
  const test = useTestShipped();
  return (
    <>
      <Button size="sm" leftSection={<Mail size={14} aria-hidden />} loading={test.isPending} onClick={() => test.mutate(undefined, { onSuccess: ({ to }) => notifyDone(t('messages.sent', { to })) })}>{t('messages.test')}</Button>
      {test.error ? <FormProblem problem={test.error} /> : null}
    </>
  );
}
