/** The person's initials at once; their menu when the rest of the page is there. */
import { lazy, Suspense } from 'react';
import { Avatar } from '@/components/ui/Avatar';
import { useSession } from '@/lib/auth';
import { useAfterPage } from '@/lib/line';
import css from './UserMenu.module.css';

const UserMenu = lazy(() => import('./UserMenu'));

export function UserButton() {
  const { user } = useSession();
  const waiting = <span className={css.waiting}><Avatar name={user.name} size={32} /></span>;
  return useAfterPage() ? <Suspense fallback={waiting}><UserMenu /></Suspense> : waiting;
}
