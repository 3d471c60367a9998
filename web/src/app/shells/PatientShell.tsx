/** Phone first: one column, a bottom bar with four places. At a desk the places move into the top bar. */
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Slot } from '@/components/ui/Slot';
import { useAfterPage } from '@/lib/line';
import { ActingStrip } from './ActingStrip';
import { Mark } from './Brand';
import { Connection } from './Connection';
import { DemoNote } from './DemoNote';
import { Frame } from './Frame';
import { NotAll } from './NotAll';
import css from './PatientShell.module.css';
import { PlaceLink } from './PlaceLink';
import { PrintHead } from './PrintHead';
import { UserButton } from './UserButton';
import { IN_THE_BAR, usePlaces, useShell } from './useShell';

export default function PatientShell() {
  const session = useShell('patient');
  if (!session) return null;
  return <Frame density="patient"><PatientFrame facility={session.facility.name} /></Frame>;
}

function PatientFrame({ facility }: { facility: string }) {
  const { t } = useTranslation();
  const places = usePlaces('patient').slice(0, IN_THE_BAR);
  return (
    <div className={css.shell}>
      <header className={css.bar}>
        <Link to="/my" className={css.brand} aria-label={t('home_of', { name: facility })}><Mark size={30} /><span>{facility}</span></Link>
        <div className={css.end}>
          <Connection quiet />
          {useAfterPage() ? <Slot name="patient.topbar" /> : null}
          <UserButton />
        </div>
      </header>
      <nav className={css.places} aria-label={t('places')}>
        {places.map((place) => <PlaceLink key={place.to} place={place} className={css.place} badge={css.count} />)}
      </nav>
      <main className={css.main} id="main" tabIndex={-1}>
        <ActingStrip />
        <PrintHead />
        <DemoNote />
        <NotAll />
        <Slot name="banner" />
        <Outlet />
      </main>
    </div>
  );
}
