/** A screen in a public place, or a page behind a link in a message: nobody is signed in, and nobody need be. */
import { Outlet } from '@tanstack/react-router';
import { useDocumentTitle } from '../page';
import { Frame } from './Frame';
import { useDensity } from './useShell';

export default function PublicShell() {
  useDensity('patient');
  useDocumentTitle();
  return <Frame density="patient"><main id="main"><Outlet /></main></Frame>;
}
