/** Reading and changing the `wardline:` part of an element; every change is one undoable command. */
import type { Bo, Item, Services } from '../modeler/types';

export type Part = 'Task' | 'Step' | 'Message' | 'Decision' | 'Start';
export type Values = Record<string, string>;
type Writer = Pick<Services, 'modeling' | 'moddle'>;

export const list = (node: Bo | undefined, name: string) => ((node?.get(name) as Bo[] | undefined) ?? []);
export const textOf = (node: Bo | undefined, name: string) => String(node?.get(name) ?? '');

const holder = (node: Bo) => node.extensionElements as Bo | undefined;
export const partOf = (node: Bo, part: Part): Bo | undefined => list(holder(node), 'values').find((value) => value.$type === `wardline:${part}`);

/** The named attributes of a part, empty text where there is none. */
export function readPart<Name extends string>(node: Bo, part: Part, names: readonly Name[]): Record<Name, string> {
  const found = partOf(node, part);
  return Object.fromEntries(names.map((name) => [name, textOf(found, name)])) as Record<Name, string>;
}

const orNothing = (values: Record<string, unknown>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === '' ? undefined : value]));

/** Sets attributes of a part, making it where it is missing; empty text takes the attribute away. */
export function writePart({ modeling, moddle }: Writer, item: Item, part: Part, values: Record<string, unknown>) {
  const node = item.businessObject;
  const found = partOf(node, part);
  if (found) return modeling.updateModdleProperties(item, found, orNothing(values));
  const made = moddle.create(`wardline:${part}`, orNothing(values));
  const within = holder(node);
  if (within) {
    made.$parent = within;
    return modeling.updateModdleProperties(item, within, { values: [...list(within, 'values'), made] });
  }
  const extensionElements = moddle.create('bpmn:ExtensionElements', { values: [made] });
  made.$parent = extensionElements;
  extensionElements.$parent = node;
  modeling.updateModdleProperties(item, node, { extensionElements });
}

export type Param = { name: string; value: string; type: string };
export const readParams = (node: Bo): Param[] => list(partOf(node, 'Step'), 'params').map((param) => ({ name: textOf(param, 'name'), value: textOf(param, 'value'), type: textOf(param, 'type') || 'any' }));

/** Sets one parameter of a step; an empty value takes it away. Others keep their place. */
export function writeParam(writer: Writer, item: Item, { name, value, type }: Param) {
  const step = partOf(item.businessObject, 'Step');
  const params = list(step, 'params');
  const fresh = () => writer.moddle.create('wardline:Param', { name, value, type });
  const next = params.flatMap((param) => (textOf(param, 'name') !== name ? [param] : value ? [fresh()] : []));
  if (value && !params.some((param) => textOf(param, 'name') === name)) next.push(fresh());
  for (const param of next) if (step) param.$parent = step;
  writePart(writer, item, 'Step', { params: next });
}

/** Another step has other parameters: those it knows by name stay. */
export function chooseStep(writer: Writer, item: Item, step: string, known: readonly string[]) {
  const kept = list(partOf(item.businessObject, 'Step'), 'params').filter((param) => known.includes(textOf(param, 'name')));
  writePart(writer, item, 'Step', { name: step, params: kept });
}
