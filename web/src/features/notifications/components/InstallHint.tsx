/** At the foot of a patient's home, until it is done or not wanted: one line, never over anything. */
import { Button } from '@mantine/core';
import { Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { install, useInstall } from '@/lib/install';
import css from './InstallApp.module.css';

const KEY = 'wardline.install.no';
const declined = () => { try { return localStorage.getItem(KEY) !== null; } catch { return false; } };

export default function InstallHint() {
  const { t } = useTranslation('notifications');
  const way = useInstall();
  const [no, setNo] = useState(declined);
  if (!way || no) return null;
  const decline = () => {
    setNo(true);
    try { localStorage.setItem(KEY, '1'); } catch { /* asked again another day */ }
  };
  return (
    <section className={css.hint} aria-label={t('install.title')}>
      <p className={css.how}><Smartphone size={18} aria-hidden />{t(way === 'ios' ? 'install.ios' : 'install.why')}</p>
      <div className={css.hintVerbs}>
        {way === 'ask' ? <Button variant="default" onClick={() => void install()}>{t('install.go')}</Button> : null}
        <Button variant="subtle" color="gray" onClick={decline}>{t('install.no')}</Button>
      </div>
    </section>
  );
}
