/**
 * What a feature tells the shell: `feature.tsx` (what patients open) and `feature.staff.tsx` (what only the staff opens) each
 * default-export `defineFeature({...})`. Loaded eagerly, so keep them light.
 */
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { LiveMap } from '@/lib/live';
import type { TaskRow } from '@/lib/tasks';

export type Shell = 'patient' | 'staff' | 'auth' | 'bare' | 'public';
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a slot's props are agreed by its name
type Loader = () => Promise<{ default: ComponentType<any> }>;

export type FeatureRoute = {
  shell: Shell;
  /** TanStack path: '/my/visits/$id'. Patient paths start with /my. */
  path: string;
  load: Loader;
  /** Permission that opens it. */
  needs?: string;
  /** Parses the query string, e.g. `zodSchema.parse` with defaults; must not throw for foreign input. */
  search?: (raw: Record<string, unknown>) => Record<string, unknown>;
  /** Catalogue key of the document title, e.g. 'scheduling:book.title'. */
  title?: string;
};

export type Place = {
  shell: 'patient' | 'staff';
  to: string;
  /** Catalogue key. */
  label: string;
  icon: LucideIcon;
  /** Lower comes first; the patient bar shows the first four. */
  order: number;
  needs?: string;
  /** Only for these roles, when a permission says too much. */
  roles?: string[];
  /** For people who are nothing but these, it comes after their other places (see "More" of the rail). */
  aside?: string[];
  /** Small live number beside the label; a hook, called inside the shell. */
  useCount?: () => number | undefined;
};

export type Command = {
  id: string;
  /** Catalogue key, or ready text for search results. */
  label: string;
  hint?: string;
  icon?: LucideIcon;
  to?: string;
  run?: () => void;
  needs?: string;
  keywords?: string;
};

export type SlotEntry = { order: number; load: Loader; needs?: string; label?: string };

/** How a feature does tasks of one form key itself, instead of the generated form. */
export type TaskScreen = {
  /** The page where it is done (the chart, the bill); undefined: not from this row, use the task's own page. */
  to?: (task: TaskRow) => string | undefined;
  /** Or the piece that stands in the task's page; its props are `TaskScreenProps` of lib/tasks. */
  load?: Loader;
  icon?: LucideIcon;
};

export type Feature = {
  name: string;
  routes?: FeatureRoute[];
  places?: Place[];
  commands?: Command[];
  /** Rows for the command palette; labels are ready text. */
  search?: { needs?: string; find: (text: string, signal: AbortSignal) => Promise<Command[]> };
  slots?: Record<string, SlotEntry[]>;
  live?: LiveMap;
  /** Tasks that this feature does, by form key. */
  tasks?: Record<string, TaskScreen>;
};

export function defineFeature(feature: Feature): Feature {
  return feature;
}
