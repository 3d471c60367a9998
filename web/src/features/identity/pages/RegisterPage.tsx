import { Anchor, Button, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { useRegister, type Registration } from '@/lib/auth';
import { fieldErrors, type ApiProblem } from '@/lib/problem';
import { MIN_PASSWORD, NewPassword } from '../components/NewPassword';
import css from './AuthForm.module.css';

const empty: Registration = { given: '', family: '', birth_date: '', sex: '', email: '', phone: '', password: '' };
/** Problems that belong to one field. */
const at: Record<string, keyof Registration> = { weak_password: 'password', bad_email: 'email', bad_phone: 'phone', bad_birth_date: 'birth_date' };

export default function RegisterPage() {
  const { t } = useTranslation('identity');
  const { next } = useSearchParams<{ next: string }>();
  const register = useRegister();
  const needed = (value: string) => (value.trim() ? null : t('register.needed'));
  const form = useForm<Registration>({
    mode: 'uncontrolled',
    initialValues: empty,
    validate: {
      given: needed, family: needed, birth_date: needed, sex: needed,
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_wrong')),
      password: (value) => (value.length >= MIN_PASSWORD ? null : t('password.short', { count: MIN_PASSWORD })),
    },
    onSubmitPreventDefault: 'always',
  });
  const field = (name: keyof Registration) => form.getInputProps(name);
  const refuse = (problem: ApiProblem) => {
    const name = at[problem.code];
    form.setErrors(name ? { [name]: problem.detail } : fieldErrors(problem));
    document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  };
  const submit = form.onSubmit(
    (values) => register.mutate(values, { onError: refuse }),
    () => requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()),
  );
  if (register.isSuccess) {
    return <EmptyState page icon={MailCheck} title={t('register.sent')} hint={t('register.sent_hint', { email: register.variables.email.trim() })}
      action={<Button variant="default" onClick={() => register.reset()}>{t('register.again')}</Button>} />;
  }
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <h1 className={css.title}>{t('register.title')}</h1>
      <p className={css.lead}>{t('register.lead')}</p>
      {register.error && !at[register.error.code] ? <FormProblem problem={register.error} /> : null}
      <div className={css.pair}>
        <TextInput label={t('register.given')} autoComplete="given-name" {...field('given')} />
        <TextInput label={t('register.family')} autoComplete="family-name" {...field('family')} />
      </div>
      <div className={css.pair}>
        <TextInput label={t('register.birth_date')} type="date" autoComplete="bday" {...field('birth_date')} />
        <NativeSelect label={t('register.sex')} {...field('sex')}
          data={[{ value: '', label: t('register.choose') }, ...(['female', 'male', 'other', 'unknown'] as const).map((value) => ({ value, label: t(`register.sex_${value}`) }))]} />
      </div>
      <TextInput label={t('sign_in.email')} description={t('register.email_hint')} type="email" autoComplete="email" inputMode="email" {...field('email')} />
      <TextInput label={t('register.phone')} description={t('register.phone_hint')} type="tel" autoComplete="tel" inputMode="tel" {...field('phone')} />
      <NewPassword {...field('password')} />
      <Button type="submit" fullWidth loading={register.isPending} className={css.go}>{t('register.go')}</Button>
      <p className={css.other}>{t('register.have_one')} <Anchor component={Link} to="/sign-in" search={{ next } as never} inherit>{t('sign_in.go')}</Anchor></p>
    </form>
  );
}
