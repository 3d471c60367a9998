/** The little we use of the drawing kit's services, named once. */
import type Modeler from 'bpmn-js/lib/Modeler';
import type { Box } from '@/components/ui/bpmn/sight';

/** A node of the model (moddle): its standard properties by name. */
export type Bo = {
  $type: string; id: string; name?: string;
  $parent?: Bo; $attrs: Record<string, string>;
  get: (name: string) => unknown; set: (name: string, value: unknown) => void; $instanceOf: (type: string) => boolean;
} & Record<string, unknown>;

/** A thing on the drawing. */
export type Item = {
  id: string; type: string; businessObject: Bo; x: number; y: number; width: number; height: number;
  parent?: Item; host?: Item; children?: Item[]; attachers?: Item[]; incoming: Item[]; outgoing: Item[]; source?: Item; target?: Item;
  labelTarget?: Item; waypoints?: { x: number; y: number }[];
};
type Point = { x: number; y: number };

export type Services = {
  modeling: {
    updateProperties: (item: Item, properties: Record<string, unknown>) => void;
    updateModdleProperties: (item: Item, node: Bo, properties: Record<string, unknown>) => void;
    connect: (from: Item, to: Item) => Item;
    createShape: (shape: Item, at: Point, parent: Item, hints?: object) => Item;
    removeElements: (items: Item[]) => void;
    moveElements: (items: Item[], by: Point) => void;
  };
  moddle: { create: (type: string, properties?: Record<string, unknown>) => Bo; ids: { nextPrefixed: (prefix: string, node?: Bo) => string; assigned: (id: string) => unknown } };
  elementRegistry: { get: (id: string) => Item | undefined; getAll: () => Item[]; filter: (keep: (item: Item) => boolean) => Item[] };
  elementFactory: { createShape: (options: object) => Item };
  autoPlace: { append: (after: Item, shape: Item) => Item };
  create: { start: (event: Event, shape: Item | Item[], context?: object) => void };
  selection: { get: () => Item[]; select: (item: Item | null) => void };
  canvas: {
    zoom: (level?: number, center?: 'auto') => number; resized: () => void; getSize: () => { width: number; height: number }; getRootElement: () => Item; scrollToElement: (id: string, padding?: number) => void;
    addMarker: (id: string, marker: string) => void; removeMarker: (id: string, marker: string) => void; viewbox: (box?: Box) => Box & { inner: Box }; focus: () => void;
    findRoot: (id: string) => Item | undefined; setRootElement: (root: Item) => void;
  };
  overlays: { add: (id: string, overlay: object) => string; remove: (id: string) => void };
  commandStack: { undo: () => void; redo: () => void; canUndo: () => boolean; canRedo: () => boolean };
  rules: { allowed: (rule: string, context: object) => unknown };
  directEditing: { activate: (item: Item) => void; complete: () => void };
};

export function service<Name extends keyof Services>(modeler: Pick<Modeler, 'get'>, name: Name): Services[Name] {
  return modeler.get<Services[Name]>(name);
}
export type { Modeler };
