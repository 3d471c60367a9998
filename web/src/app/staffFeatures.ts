/** What only the staff opens, of every feature. */
import type { Feature } from './feature';

type Module = { default: Feature };
export const staffFeatures = Object.values(import.meta.glob<Module>('../features/*/feature.staff.tsx', { eager: true }));
