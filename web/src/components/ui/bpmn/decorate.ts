/** Marks on a drawn diagram: where tokens are, what is done, what is stuck. Returns the undo. */
import type NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

export type Marks = {
  /** Element id -> how many tokens are there (a live map of many cases), or a single 1. */
  tokens?: Record<string, number> | undefined;
  completed?: string[] | undefined;
  active?: string[] | undefined;
  incidents?: string[] | undefined;
  /** Element id -> how slow it is lately: 1 quick, 3 slow. */
  heat?: Record<string, 1 | 2 | 3> | undefined;
  /** Element id -> how two versions differ there, or that no trial came there. */
  differences?: Record<string, 'added' | 'removed' | 'changed' | 'moved' | 'missing'> | undefined;
};
type Canvas = { addMarker: (id: string, marker: string) => void; removeMarker: (id: string, marker: string) => void };
type Overlays = { add: (id: string, overlay: object) => string; remove: (id: string) => void };
type Registry = { get: (id: string) => { width?: number; waypoints?: unknown } | undefined };

export function decorate(viewer: NavigatedViewer, marks: Marks, css: Record<string, string | undefined>, words: { incident: string }): () => void {
  const canvas = viewer.get<Canvas>('canvas');
  const overlays = viewer.get<Overlays>('overlays');
  const registry = viewer.get<Registry>('elementRegistry');
  const undo: (() => void)[] = [];
  const known = (ids: string[] | undefined) => (ids ?? []).filter((id) => registry.get(id));
  const mark = (ids: string[] | undefined, marker: string) => {
    for (const id of known(ids)) {
      canvas.addMarker(id, marker);
      undo.push(() => canvas.removeMarker(id, marker));
    }
  };
  const put = (id: string, className: string | undefined, text: string, position: object) => {
    const node = document.createElement('div');
    node.className = className ?? '';
    node.textContent = text;
    const overlay = overlays.add(id, { position, html: node, scale: { min: 1 } });
    undo.push(() => overlays.remove(overlay));
  };
  for (const [id, degree] of Object.entries(marks.heat ?? {})) mark([id], `is-heat-${degree}`);
  mark(marks.completed, 'is-completed');
  mark(marks.active, 'is-active');
  mark(marks.incidents, 'is-incident');
  for (const [id, difference] of Object.entries(marks.differences ?? {})) mark([id], `is-${difference}`);
  for (const id of known(Object.keys(marks.tokens ?? {}))) {
    const count = marks.tokens?.[id] ?? 0;
    if (count > 0 && !registry.get(id)?.waypoints) put(id, css.token, count === 1 ? '' : String(count), { top: -10, right: 10 });
  }
  for (const id of known(marks.incidents)) put(id, css.incident, words.incident, { bottom: 4, left: 4 });
  return () => {
    for (const step of undo) {
      try {
        step();
      } catch {
        // The diagram is gone already.
      }
    }
  };
}
