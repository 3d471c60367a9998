/** The agreement to be seen by video: what it means in plain points, one tick, one's name. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useSession } from '@/lib/auth';
import { fieldErrors } from '@/lib/problem';
import type { TaskScreenProps } from '@/lib/tasks';
import css from './Steps.module.css';

const POINTS = ['visit', 'private', 'limits', 'stop'] as const;

export default function ConsentStep({ answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('workflows');
  const { user } = useSession();
  const [agreed, setAgreed] = useState(answers.telehealth === true);
  const [signature, setSignature] = useState(String(answers.signature ?? ''));
  const [tried, setTried] = useState(false);
  const refused = fieldErrors(problem);
  const given = { telehealth: agreed, signature };
  const submit = () => {
    setTried(true);
    if (agreed && signature.trim()) onComplete({ telehealth: true, signature: signature.trim() });
  };
  return (
    <form className={css.step} noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
      {problem && !Object.keys(refused).length ? <FormProblem problem={problem} /> : null}
      <ul className={css.points}>{POINTS.map((point) => <li key={point}>{t(`steps.consent.${point}`)}</li>)}</ul>
      <Checkbox label={t('steps.consent.agree')} checked={agreed} error={tried && !agreed ? t('steps.consent.please') : null}
        onChange={(event) => { setAgreed(event.currentTarget.checked); onChange({ ...given, telehealth: event.currentTarget.checked }); }} />
      <TextInput label={t('steps.consent.name')} placeholder={user.name} autoComplete="name" maxLength={200} value={signature}
        error={refused.signature ?? (tried && !signature.trim() ? t('steps.consent.sign') : null)}
        onChange={(event) => { setSignature(event.currentTarget.value); onChange({ ...given, signature: event.currentTarget.value }); }} />
      <Button type="submit" fullWidth loading={busy}>{t('steps.consent.done')}</Button>
    </form>
  );
}
