/** How cases of a pathway begin: by what, and with which data. */
import type { Bo, Item, Services } from '../modeler/types';
import { list, partOf, textOf, writePart } from './extension';
import { eventsOf, is } from './standard';

type Writer = Pick<Services, 'modeling' | 'moddle'>;
export type Trigger = 'hand' | 'Message' | 'Signal' | 'Timer';
export const TRIGGERS: Trigger[] = ['hand', 'Message', 'Signal', 'Timer'];

/** The start of a whole pathway, as opposed to that of a part of it. */
export const beginsCases = (item: Item) => is(item.businessObject, 'StartEvent') && is(item.businessObject.$parent, 'Process');

export function readTrigger(node: Bo): Trigger | null {
  const [event, ...more] = eventsOf(node);
  if (!event) return 'hand';
  return more.length ? null : TRIGGERS.find((kind) => event.$type === `bpmn:${kind}EventDefinition`) ?? null;
}

export function chooseTrigger({ modeling, moddle }: Writer, item: Item, kind: Trigger) {
  if (readTrigger(item.businessObject) === kind) return;
  const made = kind === 'hand' ? [] : [moddle.create(`bpmn:${kind}EventDefinition`)];
  for (const event of made) event.$parent = item.businessObject;
  modeling.updateModdleProperties(item, item.businessObject, { eventDefinitions: made });
}

/** The pathway may say it, or its start. */
const ownerOf = (node: Bo) => [node.$parent, node].find((one) => one && partOf(one, 'Start')) ?? node;

export const readBeginning = (node: Bo) => textOf(partOf(ownerOf(node), 'Start'), 'data');

/** Nothing said is not the same as said to begin with nothing: without words the whole statement goes. */
export function writeBeginning(writer: Writer, item: Item, data: string) {
  const owner = ownerOf(item.businessObject);
  const said = partOf(owner, 'Start');
  const words = data.split(/[\s,]+/).filter(Boolean).join(' ');
  if (!said) return words ? writePart(writer, item, 'Start', { data: words }) : undefined;
  if (words) return writer.modeling.updateModdleProperties(item, said, { data: words });
  const within = owner.extensionElements as Bo;
  const rest = list(within, 'values').filter((value) => value !== said);
  if (rest.length) return writer.modeling.updateModdleProperties(item, within, { values: rest });
  writer.modeling.updateModdleProperties(item, owner, { extensionElements: undefined });
}
