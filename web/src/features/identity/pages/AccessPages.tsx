/** Who may what: five pages that come as one piece, for administrators. */
import { useLocation } from '@tanstack/react-router';
import AppsPage from './AppsPage';
import LimitsPage from './LimitsPage';
import RolesPage from './RolesPage';
import RulesPage from './RulesPage';
import ServicesPage from './ServicesPage';

const pages: Record<string, () => React.ReactNode> = { roles: RolesPage, rules: RulesPage, limits: LimitsPage, services: ServicesPage, apps: AppsPage };

export default function AccessPages() {
  const Page = pages[useLocation().pathname.split('/')[2] ?? ''] ?? RolesPage;
  return <Page />;
}
