import { Anchor, Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { FormProblem } from '@/components/ui/FormProblem';
import { useRegister, type Registration } from '@/lib/auth';
import { fieldErrors } from '@/lib/problem';
import css from './AuthForm.module.css';

const empty: Registration = { given: '', family: '', birth_date: '', sex: '', email: '', phone: '', password: '' };

export default function RegisterPage() {
  const { t } = useTranslation('identity');
  const router = useRouter();
  const { next } = useSearchParams<{ next: string }>();
  const register = useRegister();
  const needed = (value: string) => (value.trim() ? null : t('register.needed'));
  const form = useForm<Registration>({
    mode: 'uncontrolled',
    initialValues: empty,
    validate: {
      given: needed, family: needed, birth_date: needed, sex: needed, phone: needed,
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_wrong')),
      password: (value) => (value.length >= 12 ? null : t('register.password_short')),
    },
  });
  const field = (name: keyof Registration) => ({ key: form.key(name), ...form.getInputProps(name) });
  const submit = form.onSubmit((values) => register.mutate(values, {
    onSuccess: () => void router.navigate({ to: next, replace: true }),
    onError: (problem) => form.setErrors(fieldErrors(problem)),
  }));
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <h1 className={css.title}>{t('register.title')}</h1>
      <p className={css.lead}>{t('register.lead')}</p>
      <FormProblem problem={register.error} />
      <div className={css.pair}>
        <TextInput label={t('register.given')} autoComplete="given-name" {...field('given')} />
        <TextInput label={t('register.family')} autoComplete="family-name" {...field('family')} />
      </div>
      <div className={css.pair}>
        <TextInput label={t('register.birth_date')} type="date" autoComplete="bday" {...field('birth_date')} />
        <NativeSelect label={t('register.sex')} data={[{ value: '', label: t('register.choose') }, ...['female', 'male', 'other', 'unknown'].map((value) => ({ value, label: t(`register.sex_${value}`) }))]} {...field('sex')} />
      </div>
      <TextInput label={t('sign_in.email')} type="email" autoComplete="email" inputMode="email" {...field('email')} />
      <TextInput label={t('register.phone')} type="tel" autoComplete="tel" inputMode="tel" {...field('phone')} />
      <PasswordInput label={t('sign_in.password')} description={t('register.password_hint')} autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password') }} {...field('password')} />
      <Button type="submit" fullWidth loading={register.isPending} className={css.go ?? ''}>{t('register.go')}</Button>
      <p className={css.other}>{t('register.have_one')} <Anchor component={Link} to="/sign-in" search={{ next } as never} inherit>{t('sign_in.go')}</Anchor></p>
    </form>
  );
}
