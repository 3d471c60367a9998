/**
 * A named element gets an id that people can read (`decide` rather than `Activity_0x1y2z3`): answers are kept under it.
 * Only while its id is still the generated one; in the same step of the history as the naming.
 */
import { keyFor } from '../forms/fields';
import type { Item, Services } from './types';

const GENERATED = /^(Activity|Event|Gateway)_[0-9a-z]{7}$/;
type Bus = { on: (event: string, priority: number, listener: (event: { context: { element: Item } }) => void) => void };

export class ReadableIds {
  static $inject = ['eventBus', 'modeling', 'elementRegistry', 'moddle'];
  constructor(bus: Bus, modeling: Services['modeling'], registry: Services['elementRegistry'], moddle: Services['moddle']) {
    const follow = ({ context: { element } }: { context: { element: Item } }) => {
      const item = element.labelTarget ?? element;
      const name = item.businessObject.name;
      if (!name || !GENERATED.test(item.id)) return;
      const taken = registry.getAll().map((other) => other.id);
      let id = keyFor(name, taken);
      while (moddle.ids.assigned(id)) id = keyFor(name, [...taken, id]);
      modeling.updateProperties(item, { id });
    };
    bus.on('commandStack.element.updateLabel.postExecuted', 200, follow);
    bus.on('commandStack.element.updateProperties.postExecuted', 200, follow);
  }
}

export const namesModule = { __init__: ['readableIds'], readableIds: ['type', ReadableIds] };
