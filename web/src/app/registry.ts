/** All features, found by folder: adding one edits nothing here. */
import { isPatientOnly, sessionQuery } from '@/lib/auth';
import { queryClient } from '@/lib/query';
import type { Feature, TaskScreen } from './feature';

type Module = { default: Feature };
/** What patients open is here at once; what only the staff opens (`feature.staff.tsx`) comes as a piece of its own. */
const modules = import.meta.glob<Module>('../features/*/feature.tsx', { eager: true });
const wanted = import.meta.env.MODE === 'test' || !(await isPatient());
/** Without a connection nobody knows who this is: a phone then starts with what it has, and the page says what is wrong. */
const ofStaff = wanted ? await import('./staffFeatures').then((found) => found.staffFeatures, () => null) : null;
export const hasStaff = ofStaff !== null;
// The staff's pages are not here, so what stands on their address now is not true: begin anew as soon as it can be.
if (wanted && !hasStaff) window.addEventListener('online', () => location.reload(), { once: true });
/** The gallery exists in development, and in a build made with VITE_GALLERY (to look at it under the real policy). */
const gallery = import.meta.env.DEV || import.meta.env.VITE_GALLERY
  ? await Promise.all(Object.values(import.meta.glob<Module>('../dev/feature.tsx')).map((load) => load()))
  : [];

export const features: Feature[] = [...Object.values(modules), ...(ofStaff ?? []), ...gallery].map((module) => module.default);

/** A patient who is signed in already never sees the staff's pages; when somebody else signs in here, the router loads the page anew. */
async function isPatient(): Promise<boolean> {
  try {
    const session = await queryClient.ensureQueryData(sessionQuery);
    return session !== null && isPatientOnly(session);
  } catch {
    return false;
  }
}

export const routes = features.flatMap((feature) => feature.routes ?? []);
export const places = features.flatMap((feature) => feature.places ?? []).sort((a, b) => a.order - b.order);
export const commands = features.flatMap((feature) => feature.commands ?? []);
export const searches = features.flatMap((feature) => (feature.search ? [feature.search] : []));
export const liveMaps = features.flatMap((feature) => (feature.live ? [feature.live] : []));

// The worklist's own steps are what a task falls back to: any other feature's screen for the form wins.
const screens = Object.assign({}, ...[...features].sort((a, b) => Number(b.name === 'workflows') - Number(a.name === 'workflows')).map((feature) => feature.tasks ?? {})) as Record<string, TaskScreen>;
export const taskScreen = (form: string): TaskScreen | undefined => screens[form];

export function slotEntries(name: string) {
  return features.flatMap((feature) => feature.slots?.[name] ?? []).sort((a, b) => a.order - b.order);
}
