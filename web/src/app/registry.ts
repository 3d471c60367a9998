/** All features, found by folder: adding one edits nothing here. */
import type { Feature, TaskScreen } from './feature';

type Module = { default: Feature };
const modules = import.meta.glob<Module>('../features/*/feature.tsx', { eager: true });
/** The gallery exists in development, and in a build made with VITE_GALLERY (to look at it under the real policy). */
const gallery = import.meta.env.DEV || import.meta.env.VITE_GALLERY
  ? await Promise.all(Object.values(import.meta.glob<Module>('../dev/feature.tsx')).map((load) => load()))
  : [];

export const features: Feature[] = [...Object.values(modules), ...gallery].map((module) => module.default);

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
