/** Sends the shipped words of one message to oneself, by the way that patients' mail takes. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { templatesQuery, useTestTemplate } from '../api/hub';

export function TestMail() {
  const { t } = useTranslation('admin');
  const { data } = useQuery(templatesQuery('en'));
  const test = useTestTemplate();
  const words = data?.items.find(({ kind }) => kind === 'visit_booked') ?? data?.items[0];
  const send = () => {
    if (words) test.mutate({ kind: words.kind, language: words.language, subject: words.subject, body: words.body, version: words.version }, { onSuccess: ({ to }) => notifyDone(t('messages.sent', { to })) });
  };
  return (
    <>
      <Button size="sm" leftSection={<Mail size={14} aria-hidden />} disabled={!words} loading={test.isPending} onClick={send}>{t('messages.test')}</Button>
      {test.error ? <FormProblem problem={test.error} /> : null}
    </>
  );
}
