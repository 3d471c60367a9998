/** Putting something into the one way on from where it is added, from the menu and from the icons beside a thing alike. */
import { is } from '../model/standard';
import type { Kind } from './kinds';
import { service, type Item, type Modeler } from './types';

/** The one way on from something that is no choice: what is added goes into it. */
export function insertable(item: Item, kind: Kind): Item | null {
  if (kind.group === 'end') return null;
  const ways = item.outgoing.filter((flow) => flow.type === 'bpmn:SequenceFlow');
  const [way] = ways;
  return way?.target && ways.length === 1 && !is(item.businessObject, 'Gateway') && way.target.x >= item.x + item.width ? way : null;
}

const AIR = 50;

/** Puts a shape into a flow, moving what stands right of it when there is no room. */
export function insert(kit: Pick<Modeler, 'get'>, shape: Item, after: Item, way: Item): Item {
  const modeling = service(kit, 'modeling');
  const next = way.target!;
  const middle = { x: after.x + after.width + AIR + shape.width / 2, y: after.y + after.height / 2 };
  const short = middle.x + shape.width / 2 + AIR - next.x;
  if (short > 0) {
    const right = service(kit, 'elementRegistry').filter((item) => item.parent === after.parent && !item.waypoints && !item.labelTarget && !item.host && item.x >= next.x);
    modeling.moveElements(right, { x: Math.ceil(short / 10) * 10, y: 0 });
  }
  return modeling.createShape(shape, middle, way);
}
