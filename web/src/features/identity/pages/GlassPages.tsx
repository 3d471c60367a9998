/** Emergency access: the clinician's page and the privacy officer's two. */
import { useLocation } from '@tanstack/react-router';
import EmergencyPage from './EmergencyPage';
import GlassesPage from './GlassesPage';
import GlassPage from './GlassPage';

export default function GlassPages() {
  const { pathname } = useLocation();
  if (pathname.startsWith('/emergency-access')) return <EmergencyPage />;
  return pathname.replace(/\/$/, '') === '/privacy/glass' ? <GlassesPage /> : <GlassPage />;
}
