/** Reading and changing what BPMN itself says: names, conditions, timers, messages, calls, loops. */
import type { Bo, Item, Services } from '../modeler/types';
import { list, textOf } from './extension';

type Writer = Pick<Services, 'modeling' | 'moddle'>;
export const is = (node: Bo | undefined, type: string) => !!node && node.$instanceOf(`bpmn:${type}`);

export const definitionsOf = (node: Bo): Bo => (node.$parent ? definitionsOf(node.$parent) : node);
/** The event definition of a kind ("Timer", "Message"), if the element has it. */
export const eventOf = (node: Bo, kind: string) => list(node, 'eventDefinitions').find((event) => event.$type === `bpmn:${kind}EventDefinition`);
const has = (node: Bo, name: string) => node.$descriptor && (node.$descriptor as { propertiesByName: Record<string, unknown> }).propertiesByName[name] !== undefined;
export const eventsOf = (node: Bo) => (has(node, 'eventDefinitions') ? list(node, 'eventDefinitions') : []);

/** BPMN ids are XML names. */
export const isId = (text: string) => /^[A-Za-z_][\w.-]*$/.test(text);

// ---- conditions
export const conditionOf = (flow: Bo) => textOf(flow.get('conditionExpression') as Bo | undefined, 'body');

export function writeCondition({ modeling, moddle }: Writer, flow: Item, text: string) {
  const conditionExpression = text.trim() ? moddle.create('bpmn:FormalExpression', { body: text.trim() }) : undefined;
  if (conditionExpression) conditionExpression.$parent = flow.businessObject;
  modeling.updateProperties(flow, { conditionExpression });
}

/** Flows out of a choice (or an activity with several ways on) may ask something. */
export function mayAsk(flow: Item): boolean {
  const source = flow.source;
  if (!source || flow.type !== 'bpmn:SequenceFlow') return false;
  if (is(source.businessObject, 'Gateway')) return is(source.businessObject, 'ExclusiveGateway') || is(source.businessObject, 'InclusiveGateway') || is(source.businessObject, 'ComplexGateway');
  return is(source.businessObject, 'Activity');
}

export const isDefault = (flow: Item) => flow.source?.businessObject.get('default') === flow.businessObject;

/** The way taken when no other applies: it asks nothing. */
export function setDefault(writer: Writer, flow: Item, on: boolean) {
  if (!flow.source) return;
  if (on && conditionOf(flow.businessObject)) writeCondition(writer, flow, '');
  writer.modeling.updateProperties(flow.source, { default: on ? flow.businessObject : undefined });
}

// ---- timers
export type TimerKind = 'timeDuration' | 'timeDate' | 'timeCycle';
export const TIMER_KINDS: TimerKind[] = ['timeDuration', 'timeDate', 'timeCycle'];

export function readTimer(node: Bo): { kind: TimerKind; value: string } {
  const event = eventOf(node, 'Timer');
  const kind = TIMER_KINDS.find((name) => event?.get(name)) ?? 'timeDuration';
  return { kind, value: textOf(event?.get(kind) as Bo | undefined, 'body') };
}

export function writeTimer({ modeling, moddle }: Writer, item: Item, kind: TimerKind, value: string) {
  const event = eventOf(item.businessObject, 'Timer');
  if (!event) return;
  const body = moddle.create('bpmn:FormalExpression', { body: value.trim() });
  body.$parent = event;
  modeling.updateModdleProperties(item, event, { timeDuration: undefined, timeDate: undefined, timeCycle: undefined, [kind]: body });
}

// ---- messages, signals, errors: named once for the whole file, referred to by the event
export type Shared = 'Message' | 'Signal' | 'Error' | 'Escalation';
const referOf = (shared: Shared) => `${shared.charAt(0).toLowerCase()}${shared.slice(1)}Ref`;

/** Where the reference stands: in the event definition, or on a send or receive task itself. */
export function referrer(node: Bo, shared: Shared): Bo | undefined {
  if (is(node, 'ReceiveTask') || is(node, 'SendTask')) return shared === 'Message' ? node : undefined;
  return has(node, 'eventDefinitions') ? eventOf(node, shared) : undefined;
}

export function sharedName(node: Bo, shared: Shared): string {
  return textOf(referrer(node, shared)?.get(referOf(shared)) as Bo | undefined, 'name');
}

export const sharedNames = (root: Bo, shared: Shared) => list(root, 'rootElements').filter((part) => is(part, shared)).map((part) => textOf(part, 'name')).filter(Boolean);

/** Points the event at the message (signal, error) of this name, declaring it in the file when it is new. */
export function refer({ modeling, moddle }: Writer, item: Item, shared: Shared, name: string) {
  const at = referrer(item.businessObject, shared);
  if (!at) return;
  const root = definitionsOf(item.businessObject);
  let named = list(root, 'rootElements').find((part) => is(part, shared) && part.get('name') === name);
  if (!named && name) {
    const code = shared === 'Error' ? { errorCode: name } : shared === 'Escalation' ? { escalationCode: name } : {};
    named = moddle.create(`bpmn:${shared}`, { id: freshId(moddle, `${shared}_${name}`), name, ...code });
    named.$parent = root;
    modeling.updateModdleProperties(item, root, { rootElements: [...list(root, 'rootElements'), named] });
  }
  modeling.updateModdleProperties(item, at, { [referOf(shared)]: name ? named : undefined });
}

function freshId(moddle: Services['moddle'], wish: string): string {
  const id = wish.replace(/[^\w.-]+/g, '_');
  return moddle.ids.assigned(id) ? moddle.ids.nextPrefixed(`${id}_`) : id;
}

// ---- repeating: for each of a list (together or one by one), or again while something holds
export type Repeat = { kind: 'none' | 'together' | 'one_by_one' | 'again'; collection: string; item: string; result: string; cardinality: string; until: string; times: string };
const repeatOf = (node: Bo) => (has(node, 'loopCharacteristics') ? (node.get('loopCharacteristics') as Bo | undefined) : undefined);

export function readRepeat(node: Bo): Repeat {
  const loop = repeatOf(node);
  const none: Repeat = { kind: 'none', collection: '', item: '', result: '', cardinality: '', until: '', times: '' };
  if (!loop) return none;
  const body = (name: string) => textOf(loop.get(name) as Bo | undefined, 'body');
  if (loop.$type === 'bpmn:StandardLoopCharacteristics') return { ...none, kind: 'again', until: body('loopCondition'), times: textOf(loop, 'loopMaximum') };
  const [collection, item, result] = ['collection', 'item', 'result'].map((name) => textOf(loop, `wardline:${name}`)) as [string, string, string];
  return { ...none, kind: loop.get('isSequential') ? 'one_by_one' : 'together', collection, item, result, cardinality: body('loopCardinality'), until: body('completionCondition') };
}

/** Makes the activity repeat in this way; what was said about the list stays between the two ways of going through it. */
export function chooseRepeat({ modeling, moddle }: Writer, item: Item, kind: Repeat['kind']) {
  const node = item.businessObject;
  const loop = repeatOf(node);
  const each = kind === 'together' || kind === 'one_by_one';
  if (each && loop?.$type === 'bpmn:MultiInstanceLoopCharacteristics') return modeling.updateModdleProperties(item, loop, { isSequential: kind === 'one_by_one' });
  const made = kind === 'none' ? undefined : each ? moddle.create('bpmn:MultiInstanceLoopCharacteristics', { isSequential: kind === 'one_by_one' }) : moddle.create('bpmn:StandardLoopCharacteristics');
  if (made) made.$parent = node;
  modeling.updateModdleProperties(item, node, { loopCharacteristics: made });
}

const EXPRESSIONS = ['loopCardinality', 'completionCondition', 'loopCondition'];

export function writeRepeat({ modeling, moddle }: Writer, item: Item, name: string, text: string) {
  const loop = repeatOf(item.businessObject);
  if (!loop) return;
  const given = text.trim();
  const value = !given ? undefined : EXPRESSIONS.includes(name) ? moddle.create('bpmn:FormalExpression', { body: given }) : name === 'loopMaximum' ? Number(given) : given;
  if (EXPRESSIONS.includes(name) && value) (value as Bo).$parent = loop;
  modeling.updateModdleProperties(item, loop, { [name]: value });
}
