/** Putting the app on the home screen: one press where the browser can, in words where it cannot (iOS). */
import { Button } from '@mantine/core';
import { Share, Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { install, useInstall } from '@/lib/install';
import css from './InstallApp.module.css';

export default function InstallApp() {
  const { t } = useTranslation('notifications');
  const way = useInstall();
  if (!way) return null;
  return (
    <Section title={t('install.title')} hint={t('install.why')}>
      {way === 'ask' ? <Button variant="default" leftSection={<Smartphone size={18} aria-hidden />} onClick={() => void install()}>{t('install.go')}</Button> : null}
      {way === 'ios' ? <p className={css.how}><Share size={18} aria-hidden />{t('install.ios')}</p> : null}
    </Section>
  );
}
