/** One account, several people: whose pages these are, and the way to another's. Nobody sees it who acts for nobody. */
import { ActionIcon, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Check, UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { actFor, actingName } from '@/lib/acting';
import { useSession } from '@/lib/auth';
import { familyQuery } from '@/lib/family';

export default function FamilySwitcher() {
  const { t } = useTranslation('patients');
  const { user, acting_for } = useSession();
  const { data } = useQuery(familyQuery);
  const family = data?.acts_for ?? [];
  if (family.length === 0) return null;
  const people = [{ id: null, name: t('family.myself', { name: user.name }), short: user.name }, ...family.map((one) => ({ id: one.patient_id as string | null, name: one.name, short: one.name }))];
  const now = acting_for ?? null;
  return (
    <Menu width={260} position="bottom-end">
      <Menu.Target>
        <ActionIcon radius="xl" size={40} aria-label={t('family.switch', { name: acting_for ? actingName() : user.name })}><UsersRound size={20} aria-hidden /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('family.switch_label')}</Menu.Label>
        {people.map(({ id, name, short }) => (
          <Menu.Item key={id ?? 'self'} leftSection={<Avatar name={short} size={24} />} disabled={id === now}
            rightSection={id === now ? <Check size={16} aria-label={t('common:chosen')} /> : null} onClick={() => actFor(id ? { id, name } : null)}>{name}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
