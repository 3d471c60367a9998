/** The words of every message that goes out: the hospital's own, with a preview, a test to oneself, and the way back. */
import { Button, Drawer, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { notifyDone } from '@/lib/notify';
import { templatesQuery, useForgetTemplate, usePreview, useTestTemplate, useWriteTemplate, type Template } from '../api/hub';
import css from './Hub.module.css';

export default function MessagesPage() {
  const { t, i18n } = useTranslation('admin');
  const [language, setLanguage] = useState('en');
  const { data, error, refetch } = useQuery(templatesQuery(language));
  const [open, setOpen] = useState('');
  if (error && !data) return <><PageHeader title={t('messages.title')} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  const chosen = data?.items.find(({ kind }) => kind === open);
  const name = (kind: string) => t(`messages.kinds.${kind}` as 'messages.kinds.visit_booked', kind.replaceAll('_', ' '));
  const columns: Column<Template>[] = [
    { key: 'kind', header: t('messages.message'), cell: (row) => name(row.kind) },
    { key: 'subject', header: t('messages.subject'), cell: (row) => <code className={css.template ?? ''}>{row.subject}</code>, phone: 'bare' },
    { key: 'edited', header: t('messages.words'), cell: (row) => <StatusBadge tone="neutral" label={row.edited ? t('messages.own') : row.shipped_language === row.language ? t('messages.shipped') : t('messages.not_yet')} />, phone: 'bare' },
  ];
  const named = (code: string) => new Intl.DisplayNames([i18n.language], { type: 'language' }).of(code) ?? code;
  return (
    <>
      <PageHeader title={t('messages.title')} lead={t('messages.lead')} back={{ to: '/admin', label: t('hub.title') }} />
      <DataList label={t('messages.title')} columns={columns} pages={fromRows(data?.items)} rowKey={(row) => row.kind}
        filters={<NativeSelect aria-label={t('messages.language')} value={language} onChange={(event) => setLanguage(event.currentTarget.value)} data={(data?.languages ?? ['en']).map((code) => ({ value: code, label: named(code) }))} />}
        onOpen={(row) => setOpen(row.kind)} empty={{ title: t('messages.none') }} />
      <Drawer opened={!!chosen} onClose={() => setOpen('')} size="lg" title={chosen ? name(chosen.kind) : ''} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {chosen ? <One key={`${chosen.kind}${chosen.language}${chosen.version}`} template={chosen} /> : null}
      </Drawer>
    </>
  );
}

function One({ template }: { template: Template }) {
  const { t } = useTranslation('admin');
  const [subject, setSubject] = useState(template.subject);
  const [body, setBody] = useState(template.body);
  const write = useWriteTemplate(), forget = useForgetTemplate(), preview = usePreview(), test = useTestTemplate();
  const words = { kind: template.kind, language: template.language, subject, body, version: template.version };
  return (
    <form className={css.form} onSubmit={(event) => { event.preventDefault(); write.mutate(words, { onSuccess: () => notifyDone(t('messages.kept')) }); }}>
      <TextInput label={t('messages.subject')} value={subject} maxLength={200} onChange={(event) => setSubject(event.currentTarget.value)} />
      <Textarea label={t('messages.body')} description={t('messages.places', { places: template.places.map((place) => `{{${place}}}`).join(', '), interpolation: { skipOnVariables: true } })} autosize minRows={8} maxLength={4000} value={body} onChange={(event) => setBody(event.currentTarget.value)} />
      <FormProblem problem={write.error ?? preview.error ?? test.error} />
      <div className={css.row}>
        <Button type="submit" loading={write.isPending} disabled={subject === template.subject && body === template.body}>{t('messages.keep')}</Button>
        <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate(words)}>{t('messages.preview')}</Button>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate(words, { onSuccess: ({ to }) => notifyDone(t('messages.sent', { to })) })}>{t('messages.test')}</Button>
        {template.edited ? <Button variant="subtle" loading={forget.isPending} onClick={() => forget.mutate(template)}>{t('messages.back')}</Button> : null}
      </div>
      {preview.data ? <div><strong>{preview.data.subject}</strong><p className={css.preview}>{preview.data.text}</p></div> : null}
    </form>
  );
}
