/** One route tree from all features. A shell is a layout route with a guard; a page is loaded when first visited. */
import { type AnyRoute, createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import { isPatientOnly, may, sessionQuery, type Session } from '@/lib/auth';
import { safeNext } from '@/lib/paths';
import { queryClient } from '@/lib/query';
import type { FeatureRoute, Shell } from './feature';
import { placesOf } from './places';
import { hasStaff, routes } from './registry';
import { LostShell, NotFoundPage, PageProblem, PageWaiting } from './fallbacks';

const root = createRootRoute();
const session = () => queryClient.ensureQueryData(sessionQuery);

/** The first place the person may open: patients their own page, staff the top of their rail. */
export function homeOf(session: Session): string {
  if (isPatientOnly(session)) return '/my';
  return placesOf('staff', session)[0]?.to ?? '/account';
}

async function signedIn({ location }: { location: { href: string; pathname: string } }) {
  const current = await session();
  if (!current) throw redirect({ to: '/sign-in', search: { next: location.href } as never });
  if (!hasStaff && !isPatientOnly(current)) {
    // The page was loaded for a patient; now a colleague has signed in, whose pages are not here.
    globalThis.location.assign(location.href);
    await new Promise(() => undefined);
  }
  const enrol = location.pathname === '/enrol';
  if (current.user.must_enrol !== enrol && !current.user.must_change_password) throw redirect({ to: enrol ? '/' : '/enrol' });
  const first = location.pathname === '/first-password';
  // A password that was handed out is replaced before anything else; the server allows nothing else either.
  if (current.user.must_change_password !== first && (first || current.user.must_change_password)) throw redirect({ to: first ? '/' : '/first-password' });
}

async function staffOnly(context: { location: { href: string; pathname: string } }) {
  await signedIn(context);
  const current = await session();
  if (current && isPatientOnly(current)) throw redirect({ to: '/my' });
}

async function patientOnly(context: { location: { href: string; pathname: string } }) {
  await signedIn(context);
  const current = await session();
  if (current && !current.user.patient_id) throw redirect({ to: homeOf(current) });
}

/** Pages of a mailed link: whoever is signed in here, the link is for the person who got the letter. */
const LINKS = ['/verify', '/confirm', '/reset', '/welcome'];

async function signedOutOnly({ search, location }: { search: { next?: unknown }; location: { pathname: string } }) {
  if (LINKS.includes(location.pathname)) return;
  if (await session()) throw redirect({ to: safeNext(search.next) });
}

const shells = {
  staff: createRoute({ getParentRoute: () => root, id: 'staff', beforeLoad: staffOnly, component: lazyRouteComponent(() => import('./shells/StaffShell')) }),
  patient: createRoute({ getParentRoute: () => root, id: 'patient', beforeLoad: patientOnly, component: lazyRouteComponent(() => import('./shells/PatientShell')) }),
  auth: createRoute({ getParentRoute: () => root, id: 'auth', beforeLoad: signedOutOnly, component: lazyRouteComponent(() => import('./shells/AuthShell')) }),
  bare: createRoute({ getParentRoute: () => root, id: 'bare', beforeLoad: signedIn, component: lazyRouteComponent(() => import('./shells/BareShell')) }),
  public: createRoute({ getParentRoute: () => root, id: 'public', component: lazyRouteComponent(() => import('./shells/PublicShell')) }),
} satisfies Record<Shell, unknown>;

const home = createRoute({
  getParentRoute: () => root, path: '/',
  beforeLoad: async (context) => {
    await signedIn(context);
    const current = await session();
    if (current) throw redirect({ to: homeOf(current) });
  },
});

/** An address that no page has: whoever is signed in keeps the rail and the way on. */
const lost = createRoute({
  getParentRoute: () => root, id: 'lost', component: LostShell,
  beforeLoad: async (context) => { if (await session()) await signedIn(context); },
});
const anywhere = createRoute({ getParentRoute: () => lost, path: '$', staticData: { title: 'not_found.title' } as never, component: NotFoundPage });

function pageRoute(route: FeatureRoute) {
  return createRoute({
    getParentRoute: () => shells[route.shell] as unknown as typeof root,
    path: route.path,
    validateSearch: route.search ?? ((raw: Record<string, unknown>) => raw),
    staticData: { title: route.title } as never,
    // Not before: what is found missing there takes the whole screen, the way on included.
    loader: async () => {
      if (route.needs && !may(await session(), route.needs)) throw notFound();
    },
    notFoundComponent: NotFoundPage,
    component: lazyRouteComponent(route.load),
  });
}

const tree = () => root.addChildren([
  home, lost.addChildren([anywhere] as never),
  ...(Object.keys(shells) as Shell[]).map((shell) =>
    shells[shell].addChildren(routes.filter((route) => route.shell === shell).map(pageRoute) as never)),
] as never);

/** Of the features that are loaded now (`loadFeatures`). */
export const makeRouter = () => createRouter({
  routeTree: tree() as unknown as AnyRoute,
  defaultPreload: 'intent',
  defaultPreloadDelay: 80,
  defaultPendingComponent: PageWaiting,
  defaultPendingMs: 200,
  defaultErrorComponent: PageProblem,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});
