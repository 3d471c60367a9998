/** What stands between signing in and going on: a first password, a second factor, another app's question. */
import { useLocation } from '@tanstack/react-router';
import ConsentPage from './ConsentPage';
import EnrolPage from './EnrolPage';
import FirstPasswordPage from './FirstPasswordPage';

export default function GatePages() {
  const { pathname } = useLocation();
  if (pathname.startsWith('/oauth')) return <ConsentPage />;
  return pathname.startsWith('/enrol') ? <EnrolPage /> : <FirstPasswordPage />;
}
