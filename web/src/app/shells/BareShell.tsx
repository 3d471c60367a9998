/** Signed in, no chrome: the call and the wall fill the screen. */
import { Outlet } from '@tanstack/react-router';
import { isPatientOnly, useMaybeSession } from '@/lib/auth';
import { ActingStrip } from './ActingStrip';
import { Frame } from './Frame';
import { useShell } from './useShell';

export default function BareShell() {
  const current = useMaybeSession();
  const density = current && isPatientOnly(current) ? 'patient' : 'staff';
  const session = useShell(density);
  if (!session) return null;
  return <Frame density={density}><main id="main"><ActingStrip /><Outlet /></main></Frame>;
}
