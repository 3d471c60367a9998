/** What only the staff opens: whole features, and `feature.staff.tsx` beside a feature that has pages for patients, too. */
import type { Feature } from './feature';

type Module = { default: Feature };
export const staffFeatures = Object.values(import.meta.glob<Module>(
  ['../features/{admin,beds,frontdesk,monitoring,pathways,staff,webhooks}/feature.tsx', '../features/*/feature.staff.tsx'], { eager: true }));
