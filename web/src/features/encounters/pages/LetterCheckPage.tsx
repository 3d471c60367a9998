/** Printed on every letter: whoever holds one asks here whether it is ours and still counts. Says nothing of the person. */
import { Button, TextInput } from '@mantine/core';
import { BadgeCheck, BadgeX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { post } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { useFormats } from '../formats';
import css from '../components/LetterCheck.module.css';

export default function LetterCheckPage() {
  const { t } = useTranslation('encounters');
  const { date } = useFormats();
  const [code, setCode] = useState('');
  const check = useWrite((wanted: string) => post('/api/letters/check', { body: { code: wanted } }), { quiet: true, retry: false });
  const found = check.data;
  const holds = found?.status === 'issued';
  return (
    <div className={css.page}>
      <h1>{t('check.title')}</h1>
      <p className={css.quiet}>{t('check.lead')}</p>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); check.mutate(code.trim()); }}>
        <TextInput label={t('check.code')} value={code} maxLength={40} autoComplete="off" autoCapitalize="characters" spellCheck={false} onChange={(event) => { setCode(event.currentTarget.value); check.reset(); }} />
        <Button type="submit" loading={check.isPending} disabled={code.trim().length < 8}>{t('check.ask')}</Button>
      </form>
      <FormProblem problem={check.error} />
      {found ? (
        <div className={css.answer} role="status">
          {holds ? <BadgeCheck size={28} aria-hidden /> : <BadgeX size={28} aria-hidden />}
          <div>
            <strong>{t(holds ? 'check.holds' : 'check.taken_back')}</strong>
            <p className={css.quiet}>{t('check.of', { number: found.number, facility: found.facility, day: date(found.issued_on) })}</p>
          </div>
        </div>
      ) : null}
    </div>
  );
}
