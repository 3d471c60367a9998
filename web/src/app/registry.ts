/** All features, found by folder: adding one edits nothing here. */
import type { Feature } from './feature';

const modules = import.meta.glob<{ default: Feature }>(['../features/*/feature.tsx', '../dev/feature.tsx'], { eager: true });

export const features: Feature[] = Object.entries(modules)
  .filter(([path]) => import.meta.env.DEV || !path.includes('/dev/'))
  .map(([, module]) => module.default);

export const routes = features.flatMap((feature) => feature.routes ?? []);
export const places = features.flatMap((feature) => feature.places ?? []).sort((a, b) => a.order - b.order);
export const commands = features.flatMap((feature) => feature.commands ?? []);
export const searches = features.flatMap((feature) => (feature.search ? [feature.search] : []));
export const liveMaps = features.flatMap((feature) => (feature.live ? [feature.live] : []));

export function slotEntries(name: string) {
  return features.flatMap((feature) => feature.slots?.[name] ?? []).sort((a, b) => a.order - b.order);
}
