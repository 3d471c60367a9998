import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { rolesQuery } from '../api/people';

/** Built-in roles that an administrator gives by hand, in the order of a house tour. */
export const ROLES = ['doctor', 'nurse', 'receptionist', 'billing_clerk', 'pharmacist', 'lab_technician', 'store_manager', 'team_lead', 'privacy_officer', 'auditor', 'admin'] as const;
export const isClinical = (role: string) => role === 'doctor' || role === 'nurse';

export type RoleChoice = { code: string; name: string; about: string };

/** Every role that can be given here, the hospital's own ones last, and what each code is called. */
export function useRoles(): { roles: RoleChoice[]; nameOf: (code: string) => string } {
  const { t } = useTranslation('staff');
  const own = (useQuery(rolesQuery).data?.roles ?? []).filter(({ id }) => id);
  const names = new Map(own.map(({ code, name }) => [code, name]));
  return {
    roles: [
      ...ROLES.map((code) => ({ code, name: t(`common:roles.${code}`), about: t(`roles.${code}`) })),
      ...own.map(({ code, name }) => ({ code, name, about: t('roles.own') })),
    ],
    nameOf: (code) => names.get(code) ?? t(`common:roles.${code}` as 'common:roles.patient', code),
  };
}
