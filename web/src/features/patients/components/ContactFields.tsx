/** Phone, e-mail, address, emergency contact: the same fields at the desk and on the patient's phone. */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import css from './ContactFields.module.css';
import { languages, type Contact } from './contact';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the form holds these fields and may hold more
export function ContactFields({ form, emergency = true }: { form: UseFormReturnType<any>; emergency?: boolean }) {
  const { t } = useTranslation('patients');
  const field = (name: keyof Contact | `address.${string}`) => form.getInputProps(name);
  return (
    <>
      <div className={css.pair}>
        <TextInput label={t('field.phone')} type="tel" inputMode="tel" autoComplete="tel" {...field('phone')} />
        <TextInput label={t('field.email')} type="email" inputMode="email" autoComplete="email" {...field('email')} />
      </div>
      <NativeSelect label={t('field.language')} data={languages()} {...field('language')} />
      <Checkbox label={t('field.interpreter')} {...form.getInputProps('interpreter', { type: 'checkbox' })} />
      <div className={css.pair}>
        <TextInput label={t('field.preferred_name')} autoComplete="off" {...field('preferred_name')} />
        <TextInput label={t('field.pronouns')} autoComplete="off" {...field('pronouns')} />
      </div>
      <TextInput label={t('field.line')} autoComplete="address-line1" {...field('address.line')} />
      <div className={css.town}>
        <TextInput label={t('field.city')} autoComplete="address-level2" {...field('address.city')} />
        <TextInput label={t('field.state')} autoComplete="address-level1" {...field('address.state')} />
        <TextInput label={t('field.postal_code')} autoComplete="postal-code" {...field('address.postal_code')} />
      </div>
      {emergency ? (
        <div className={css.pair}>
          <TextInput label={t('field.emergency_name')} autoComplete="off" {...field('emergency_name')} />
          <TextInput label={t('field.emergency_phone')} type="tel" inputMode="tel" autoComplete="off" {...field('emergency_phone')} />
        </div>
      ) : null}
    </>
  );
}
