/** Desk and tablet: a slim rail with the role's places, a bar with search; on a phone the rail lies at the bottom. */
import { useHotkeys } from '@mantine/hooks';
import { Link, Outlet } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Slot } from '@/components/ui/Slot';
import { Mark } from './Brand';
import { Connection } from './Connection';
import { DemoNote } from './DemoNote';
import { Frame } from './Frame';
import { NotAll } from './NotAll';
import { PrintHead } from './PrintHead';
import { Rail } from './Rail';
import { UserButton } from './UserButton';
import css from './StaffShell.module.css';
import { useShell } from './useShell';

const Palette = lazy(() => import('./Palette'));

export default function StaffShell() {
  const session = useShell('staff');
  if (!session) return null;
  return <Frame density="staff"><StaffFrame facility={session.facility.name} /></Frame>;
}

function StaffFrame({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const [palette, setPalette] = useState(false);
  useHotkeys([['mod+K', () => setPalette(true)]], []);
  return (
    <div className={css.shell}>
      <a href="#main" className={css.skip}>{t('skip')}</a>
      <header className={css.bar}>
        <Link to="/" className={css.brand} aria-label={t('home_of', { name: facility })}><Mark /><span>{facility}</span></Link>
        <button type="button" className={css.search} onClick={() => setPalette(true)} aria-keyshortcuts="Control+K">
          <Search size={16} aria-hidden /><span>{t('palette.open')}</span><kbd>Ctrl K</kbd>
        </button>
        <div className={css.end}>
          <Connection />
          <Slot name="staff.topbar" />
          <UserButton />
        </div>
      </header>
      <Rail />
      <main id="main" className={css.main} tabIndex={-1}>
        <PrintHead by />
        <DemoNote />
        <NotAll />
        <Slot name="banner" />
        <Outlet />
      </main>
      <Suspense>{palette ? <Palette onClose={() => setPalette(false)} /> : null}</Suspense>
    </div>
  );
}
