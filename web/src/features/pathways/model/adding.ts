/** Putting a block into the drawing without a pointer: after what is selected, else in the middle of the view. */
import { BORDER, KINDS, type Kind } from '../modeler/kinds';
import { insert, insertable } from '../modeler/inserting';
import { followable } from '../modeler/offer';
import { service, type Item, type Modeler } from '../modeler/types';
import { readPart } from './extension';
import { is } from './standard';

export function addable(selected: Item | null): Kind[] {
  const border = selected && is(selected.businessObject, 'Activity') && !selected.businessObject.get('triggeredByEvent') ? BORDER : [];
  if (selected?.type === 'bpmn:EventBasedGateway') return KINDS.filter((kind) => kind.group === 'wait');
  return [...KINDS.filter((kind) => !selected || kind.id !== 'start'), ...border];
}

/** Where something stands that follows nothing: inside the selected part, the pool, or the page. */
function scope(modeler: Modeler, selected: Item | null): Item {
  const root = service(modeler, 'canvas').getRootElement();
  const inside = selected && (is(selected.businessObject, 'SubProcess') || is(selected.businessObject, 'Participant')) ? selected : selected?.parent;
  if (inside && !is(inside.businessObject, 'Collaboration')) return inside;
  return is(root.businessObject, 'Collaboration') ? root.children?.find((child) => is(child.businessObject, 'Participant')) ?? root : root;
}

function middle(modeler: Modeler) {
  const { x, y, width, height } = service(modeler, 'canvas').viewbox();
  return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
}

export function add(modeler: Modeler, kind: Kind, selected: Item | null): Item {
  const modeling = service(modeler, 'modeling');
  const factory = service(modeler, 'elementFactory');
  const shape = factory.createShape(kind.shape);
  const way = selected && insertable(selected, kind);
  const made = way && !BORDER.includes(kind) ? insert(modeler, shape, selected, way) : BORDER.includes(kind) && selected ? modeling.createShape(shape, borderPlace(selected), selected, { attach: true })
    : selected && followable(selected) && kind.id !== 'start' ? service(modeler, 'autoPlace').append(selected, shape)
      : modeling.createShape(shape, middle(modeler), scope(modeler, selected));
  if (kind.id === 'part') modeling.createShape(factory.createShape({ type: 'bpmn:StartEvent' }), { x: made.x + 58, y: made.y + made.height / 2 }, made);
  service(modeler, 'selection').select(made);
  show(modeler, made.id);
  return made;
}

/** Beside what hangs there already, so that nothing covers anything. */
const borderPlace = (host: Item) => ({ x: host.x + host.width - 20 - 42 * (host.attachers?.length ?? 0), y: host.y + host.height });

/** A problem of a form or a table stands at the task that uses it. */
function holderOf(modeler: Modeler, id: string): Item | undefined {
  const [what, key] = id.split(':');
  const part = what === 'form' ? (['Task', 'form'] as const) : what === 'decision' ? (['Decision', 'ref'] as const) : null;
  if (!part || !key) return undefined;
  return service(modeler, 'elementRegistry').filter((item) => !item.labelTarget && readPart(item.businessObject, part[0], [part[1]])[part[1]] === key)[0];
}

/** Selects it and brings it into view, also on the inner page of a folded part. */
export function show(modeler: Modeler, wanted: string) {
  const item = service(modeler, 'elementRegistry').get(wanted) ?? holderOf(modeler, wanted);
  const id = item?.id ?? wanted;
  if (!item) return;
  const canvas = service(modeler, 'canvas');
  const root = canvas.findRoot(id);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  service(modeler, 'selection').select(item === canvas.getRootElement() ? null : item);
  if (item !== canvas.getRootElement()) canvas.scrollToElement(id, 120);
}
