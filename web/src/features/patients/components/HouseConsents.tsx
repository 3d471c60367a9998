/** A new patient reads what the hospital asks everybody to agree to, and signs with the typed name. */
import { Button, Checkbox, Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useSession } from '@/lib/auth';
import type { TaskScreenProps } from '@/lib/tasks';
import { textsOfQuery } from '../api/consents';
import css from './Camera.module.css';

const KINDS = ['treatment', 'privacy'];

export default function HouseConsents({ answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('patients_onboarding');
  const { user } = useSession();
  const { data } = useQuery(textsOfQuery('my'));
  const [agreed, setAgreed] = useState<Record<string, boolean>>(() => Object.fromEntries(KINDS.map((kind) => [kind, answers[kind] === true])));
  const [signature, setSignature] = useState(String(answers.signature ?? ''));
  if (!data) return <Skeleton height={240} radius="md" />;
  const texts = data.items.filter((one) => KINDS.includes(one.kind));
  const keep = (next: Record<string, boolean>, name: string) => { setAgreed(next); setSignature(name); onChange({ ...next, signature: name }); };
  return (
    <form className={css.form} noValidate onSubmit={(event) => { event.preventDefault(); onComplete({ treatment: true, privacy: true, signature: signature.trim() }); }}>
      <FormProblem problem={problem} />
      {texts.map((text) => (
        <section key={text.kind} lang={text.language}>
          <h2>{text.title}</h2>
          <div className={css.text}>{text.body}</div>
          <Checkbox mt="sm" label={t('agree')} aria-label={t('agree_to', { title: text.title })} checked={agreed[text.kind] ?? false} onChange={(event) => keep({ ...agreed, [text.kind]: event.currentTarget.checked }, signature)} />
        </section>
      ))}
      <TextInput label={t('name')} placeholder={user.name} autoComplete="name" maxLength={200} value={signature} onChange={(event) => keep(agreed, event.currentTarget.value)} />
      <div><Button type="submit" loading={busy} disabled={!signature.trim() || !KINDS.every((kind) => agreed[kind])}>{t('sign')}</Button></div>
    </form>
  );
}
