/** A place that other features fill (`slots` in their feature.tsx). Nothing registered: nothing shown. */
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import type { SlotEntry } from '@/app/feature';
import { slotEntries } from '@/app/registry';
import { useMay } from '@/lib/auth';

const loaded = new WeakMap<SlotEntry, ComponentType<Record<string, unknown>>>();

function componentOf(entry: SlotEntry) {
  let component = loaded.get(entry);
  if (!component) {
    component = lazy(entry.load);
    loaded.set(entry, component);
  }
  return component;
}

type Props = { name: string; with?: Record<string, unknown>; fallback?: ReactNode };

export function Slot({ name, with: props = {}, fallback = null }: Props) {
  const mayDo = useMay();
  return slotEntries(name).filter((entry) => mayDo(entry.needs)).map((entry, index) => {
    const Component = componentOf(entry);
    return <Suspense key={index} fallback={fallback}><Component {...props} /></Suspense>;
  });
}
