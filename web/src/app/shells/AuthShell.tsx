/** Signed out: the mark, one thing to do. */
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '../page';
import css from './AuthShell.module.css';
import { Mark } from './Brand';
import { Frame } from './Frame';
import { useDensity } from './useShell';

export default function AuthShell() {
  const { t } = useTranslation();
  useDensity('patient');
  useDocumentTitle();
  return (
    <Frame density="patient">
      <main className={css.shell}>
        <div className={css.column}>
          <p className={css.brand}><Mark size={36} /><span>{t('product')}</span></p>
          <Outlet />
        </div>
        <p className={css.note}>{t('emergency')}</p>
      </main>
    </Frame>
  );
}
