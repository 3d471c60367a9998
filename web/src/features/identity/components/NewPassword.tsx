/** The field for a password that is being made: says what makes a good one, and the server's reason when it is not. */
import { PasswordInput } from '@mantine/core';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';

export const MIN_PASSWORD = 15;

export function NewPassword(props: ComponentProps<typeof PasswordInput>) {
  const { t } = useTranslation('identity');
  return (
    <PasswordInput label={t('password.new')} description={t('password.hint', { count: MIN_PASSWORD })} autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('password.show') }} {...props} />
  );
}
