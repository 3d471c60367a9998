import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Check, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { isPatientOnly, useSession, useSignOut } from '@/lib/auth';
import { namespacesOf } from '@/lib/i18n';
import { IN_THE_BAR, usePlaces } from './useShell';
import css from './UserMenu.module.css';

const schemes = [['light', Sun], ['dark', Moon], ['auto', Monitor]] as const;

export default function UserMenu() {
  const patient = usePlaces('patient').slice(IN_THE_BAR);
  const { t } = useTranslation(patient.flatMap(({ label }) => namespacesOf(label)));
  const session = useSession();
  const more = isPatientOnly(session) ? patient : [];
  const { user } = session;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Menu width={240} closeOnItemClick>
      <Menu.Target>
        <ActionIcon radius="xl" aria-label={t('user_menu.label', { name: user.name })} size={40}><Avatar name={user.name} size={32} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={css.who}>
          <strong>{user.name}</strong>
          <span>{user.roles.map((role) => t(`roles.${role}` as 'product', role)).join(', ')}</span>
        </div>
        <Menu.Divider />
        {more.map(({ to, label, icon: Icon }) => <Menu.Item key={to} leftSection={<Icon size={16} />} onClick={() => navigate({ to })}>{t(label as 'product')}</Menu.Item>)}
        <Menu.Item leftSection={<UserRound size={16} />} onClick={() => navigate({ to: isPatientOnly(session) ? '/my/account' : '/account' })}>{t('user_menu.account')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('user_menu.appearance')}</Menu.Label>
        {schemes.map(([scheme, Icon]) => (
          <Menu.Item key={scheme} leftSection={<Icon size={16} />} rightSection={colorScheme === scheme ? <Check size={16} aria-label={t('chosen')} /> : null}
            onClick={() => setColorScheme(scheme)}>{t(`user_menu.${scheme}`)}</Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} />} onClick={() => signOut.mutate()}>{t('user_menu.sign_out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
