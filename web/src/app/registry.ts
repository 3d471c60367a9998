/** All features, found by folder: adding one edits nothing here. `loadFeatures` fills what is read afterwards, before the first page. */
import { isPatientOnly, sessionQuery } from '@/lib/auth';
import { queryClient } from '@/lib/query';
import type { Command, Feature, FeatureRoute, Place, TaskScreen } from './feature';

type Module = { default: Feature };
/** What patients open is here at once; what only the staff opens (`feature.staff.tsx`) comes as a piece of its own. */
const modules = import.meta.glob<Module>('../features/*/feature.tsx', { eager: true });
/** The gallery exists in development, and in a build made with VITE_GALLERY (to look at it under the real policy). */
const gallery = import.meta.env.DEV || import.meta.env.VITE_GALLERY ? import.meta.glob<Module>('../dev/feature.tsx') : {};

let features: Feature[] = [];
let screens: Record<string, TaskScreen> = {};
export let hasStaff = false;
export let routes: FeatureRoute[] = [];
export let places: Place[] = [];
export let commands: Command[] = [];
export let searches: NonNullable<Feature['search']>[] = [];
export let liveMaps: NonNullable<Feature['live']>[] = [];

export async function loadFeatures() {
  const wanted = import.meta.env.MODE === 'test' || !(await isPatient());
  // Without a connection nobody knows who this is: a phone then starts with what it has, and the page says what is wrong.
  const ofStaff = wanted ? await import('./staffFeatures').then((found) => found.staffFeatures, () => null) : null;
  // The staff's pages are not here, so what stands on their address now is not true: begin anew as soon as it can be.
  if (wanted && !ofStaff) window.addEventListener('online', () => location.reload(), { once: true });
  hasStaff = ofStaff !== null;
  const ofGallery = await Promise.all(Object.values(gallery).map((load) => load()));
  keep([...Object.values(modules), ...(ofStaff ?? []), ...ofGallery].map((module) => module.default));
}

function keep(found: Feature[]) {
  features = found;
  routes = found.flatMap((feature) => feature.routes ?? []);
  places = found.flatMap((feature) => feature.places ?? []).sort((a, b) => a.order - b.order);
  commands = found.flatMap((feature) => feature.commands ?? []);
  searches = found.flatMap((feature) => (feature.search ? [feature.search] : []));
  liveMaps = found.flatMap((feature) => (feature.live ? [feature.live] : []));
  // The worklist's own steps are what a task falls back to: any other feature's screen for the form wins.
  screens = Object.assign({}, ...[...found].sort((a, b) => Number(b.name === 'workflows') - Number(a.name === 'workflows')).map((feature) => feature.tasks ?? {})) as Record<string, TaskScreen>;
}

/** A patient who is signed in already never sees the staff's pages; when somebody else signs in here, the router loads the page anew. */
async function isPatient(): Promise<boolean> {
  try {
    const session = await queryClient.ensureQueryData(sessionQuery);
    const patient = session !== null && isPatientOnly(session);
    // For public/boot.js, which asks early for what a patient's home needs.
    if (patient) localStorage.setItem('wardline.home', 'patient');
    return patient;
  } catch {
    return false;
  }
}

export const taskScreen = (form: string): TaskScreen | undefined => screens[form];

export function slotEntries(name: string) {
  return features.flatMap((feature) => feature.slots?.[name] ?? []).sort((a, b) => a.order - b.order);
}
