/** Our palette, what is offered beside a selected thing, and what a thing may be turned into. */
import { FOLLOWING, KINDS, WAITING, type Kind } from './kinds';
import { insert, insertable } from './inserting';
import type { Item, Modeler, Services } from './types';

type Words = (key: string) => string;
type Injected = { get: <Name extends keyof Services>(name: Name, strict?: boolean) => Services[Name] };
type Entry = { group: string; className?: string; title?: string; separator?: boolean; html?: string; action?: Record<string, unknown> };
type Entries = Record<string, Entry>;

const partWithStart = (get: Injected['get'], kind: Kind) => {
  const factory = get('elementFactory');
  const part = factory.createShape({ ...kind.shape, x: 0, y: 0 });
  return [part, factory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: part })];
};

/** The palette holds our blocks and the tools for moving and joining. */
export class Palette {
  static $inject = ['palette', 'injector', 'config.words', 'handTool', 'lassoTool', 'spaceTool', 'globalConnect'];
  constructor(
    palette: { registerProvider: (provider: unknown) => void }, private injector: Injected, private words: Words,
    private hand: { activateHand: (event: Event) => void }, private lasso: { activateSelection: (event: Event) => void },
    private space: { activateSelection: (event: Event) => void }, private join: { start: (event: Event) => void },
  ) {
    palette.registerProvider(this);
  }

  getPaletteEntries = (): Entries => {
    const tool = (className: string, title: string, click: (event: Event) => void): Entry => ({ group: 'tools', className, title: this.words(`tool.${title}`), action: { click } });
    const entries: Entries = {
      'hand-tool': tool('bpmn-icon-hand-tool', 'hand', (event) => this.hand.activateHand(event)),
      'lasso-tool': tool('bpmn-icon-lasso-tool', 'lasso', (event) => this.lasso.activateSelection(event)),
      'space-tool': tool('bpmn-icon-space-tool', 'space', (event) => this.space.activateSelection(event)),
      'global-connect-tool': tool('bpmn-icon-connection-multi', 'join', (event) => this.join.start(event)),
    };
    let last = 'tools';
    for (const kind of KINDS) {
      if (kind.group !== last) entries[`line-${kind.group}`] = { group: last, separator: true };
      last = kind.group;
      entries[`create.${kind.id}`] = { group: kind.group, className: kind.icon, title: this.words(`kind.${kind.id}`), action: { click: this.start(kind), dragstart: this.start(kind) } };
    }
    return entries;
  };

  private start = (kind: Kind) => (event: Event) => {
    const get = this.injector.get.bind(this.injector);
    if (kind.id === 'part') {
      const shapes = partWithStart(get, kind);
      get('create').start(event, shapes, { hints: { autoSelect: [shapes[0]] } });
    } else get('create').start(event, get('elementFactory').createShape(kind.shape));
  };
}

const APPENDS = /^append\.(?!text-annotation)/;

/** Beside a selected thing: what may follow it, instead of the kit's general shapes. */
export class Beside {
  static $inject = ['contextPad', 'injector', 'config.words'];
  constructor(pad: { registerProvider: (priority: number, provider: unknown) => void }, private injector: Injected, private words: Words) {
    pad.registerProvider(500, this);
  }

  getContextPadEntries = (item: Item) => (entries: Entries): Entries => {
    const kept = Object.fromEntries(Object.entries(entries).filter(([name]) => !APPENDS.test(name)));
    if (!followable(item) || !entries['append.end-event'] && item.type !== 'bpmn:EventBasedGateway') return kept;
    const offered = KINDS.filter((kind) => (item.type === 'bpmn:EventBasedGateway' ? WAITING : FOLLOWING).includes(kind.id));
    return { ...Object.fromEntries(offered.map((kind) => [`append.${kind.id}`, this.entry(kind)])), ...kept };
  };

  private entry(kind: Kind): Entry {
    const shape = () => this.injector.get('elementFactory').createShape(kind.shape);
    return {
      group: 'model', className: kind.icon, title: this.words(`kind.${kind.id}`),
      action: {
        click: (_event: Event, item: Item) => this.follow(item, shape(), kind),
        dragstart: (event: Event, item: Item) => this.injector.get('create').start(event, shape(), { source: item }),
      },
    };
  }

  /** Into the one way on, as the menu does it: beside it, it would lie over that way and be a second one. */
  private follow(item: Item, shape: Item, kind: Kind) {
    const way = insertable(item, kind);
    if (!way) return this.injector.get('autoPlace').append(item, shape);
    const made = insert(this.injector as unknown as Pick<Modeler, 'get'>, shape, item, way);
    this.injector.get('selection').select(made);
    this.injector.get('directEditing').activate(made);
    return made;
  }
}

/** Whether something may follow it. */
export function followable(item: Item): boolean {
  const node = item.businessObject;
  return !item.labelTarget && node.$instanceOf('bpmn:FlowNode') && !node.$instanceOf('bpmn:EndEvent') && !node.get('triggeredByEvent');
}

/** Not run by the hospital's engine: not offered, so that nobody draws what cannot be published. */
const NOT_OFFERED = /(ad-hoc|transaction|script|manual|cancel|conditional-(start|intermediate)|choreography|multiple|data-(object|store)|(non-interrupting-)?conditional)/;
const STAYS = /^replace-with-(default|conditional|sequence)-flow$/;

export class TurnInto {
  static $inject = ['popupMenu'];
  constructor(menu: { registerProvider: (id: string, priority: number, provider: unknown) => void }) {
    menu.registerProvider('bpmn-replace', 500, this);
  }

  getPopupMenuEntries = () => (entries: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => STAYS.test(name) || !NOT_OFFERED.test(name)));
}

export const offerModule = {
  __init__: ['paletteProvider', 'besideProvider', 'turnIntoProvider'],
  paletteProvider: ['type', Palette], besideProvider: ['type', Beside], turnIntoProvider: ['type', TurnInto],
};
