/** A case as marks on its diagram, and in one sentence for those who do not see the drawing. Pure. */
import type { Marks } from '@/components/ui/bpmn/decorate';
import type { CaseShown } from './api/cases';

/** One of the drawings that a case runs on: its own, or that of a pathway it calls. `renamed`: what those of its elements go by in the case whose id another drawing has, too. */
export type Drawing = { id: string; name: string; xml: string; renamed: Record<string, string> };

export const drawingsOf = (shown: CaseShown): Drawing[] => [
  { id: shown.process_id, name: shown.process_name, xml: shown.xml, renamed: {} },
  ...shown.called.map((one) => ({ id: one.process_id, name: one.name, xml: one.xml, renamed: one.renamed })),
];

/** However it was written: any modeler's quotes and line breaks. */
const attribute = (attributes: string, name: string) => new RegExp(`(?:^|\\s)${name}\\s*=\\s*(["'])(.*?)\\1`).exec(attributes)?.[2];

/** The elements of a drawing that call another pathway, and which. */
export function callsOf(xml: string): Map<string, string> {
  const found = [...xml.matchAll(/<(?:\w+:)?callActivity\s([^>]*)>/g)].map(([, attributes]) => attributes ?? '');
  return new Map(found.map((attributes) => [attribute(attributes, 'id') ?? '', attribute(attributes, 'calledElement') ?? '']));
}

/** What an element of a drawing goes by in the case. */
export const nameIn = (drawing: Drawing, element: string) => drawing.renamed[element] ?? element;

/** What stands in a drawing, by what it goes by in the case. */
const elementsOf = (drawing: Drawing) => new Map([...drawing.xml.matchAll(/\sid\s*=\s*(["'])(.*?)\1/g)].map(([, , id]) => [nameIn(drawing, id ?? ''), id ?? '']));

/** The drawing on which the case stands: the innermost that holds a token. */
export function standsOn(shown: CaseShown): string {
  const drawings = drawingsOf(shown);
  const here = shown.tokens.filter((token) => !token.listening && token.waits_for !== 'inside');
  const found = drawings.findLast((drawing) => { const elements = elementsOf(drawing); return here.some((token) => elements.has(token.element_id)); });
  return (found ?? drawings[0])!.id;
}

/** Where a token that rests may be taken, as the engine allows it. */
const GOALS = new Set(['userTask', 'manualTask', 'serviceTask', 'businessRuleTask', 'receiveTask', 'sendTask', 'exclusiveGateway', 'subProcess', 'callActivity', 'endEvent', 'intermediateCatchEvent', 'intermediateThrowEvent']);

/** The other elements of the level on which an element stands, before it and behind it: what each goes by in the case, and its name. */
export function besides(shown: CaseShown, element: string): Map<string, string> {
  const drawing = drawingsOf(shown).find((one) => elementsOf(one).has(element));
  if (!drawing) return new Map();
  const at = elementsOf(drawing).get(element);
  const nodes = [...new DOMParser().parseFromString(drawing.xml, 'text/xml').getElementsByTagName('*')];
  const level = nodes.find((node) => node.getAttribute('id') === at)?.parentElement;
  const found = [...(level?.children ?? [])].filter((node) => GOALS.has(node.localName) && node.getAttribute('id') !== at);
  return new Map(found.map((node) => { const id = node.getAttribute('id') ?? ''; return [nameIn(drawing, id), node.getAttribute('name') || id]; }));
}

/** Flow ids of the drawing that the token took, found by the two elements they join. */
function flowsTaken(shown: CaseShown, drawing: Drawing): string[] {
  const taken = new Set(shown.history.filter((step) => step.came_from && step.outcome === 'completed').map((step) => `${step.came_from}>${step.element_id}`));
  const found: string[] = [];
  for (const [, attributes] of drawing.xml.matchAll(/<(?:\w+:)?sequenceFlow\s([^>]*)>/g)) {
    const value = (name: string) => attribute(attributes ?? '', name);
    if (taken.has(`${nameIn(drawing, value('sourceRef') ?? '')}>${nameIn(drawing, value('targetRef') ?? '')}`)) found.push(value('id') ?? '');
  }
  return found;
}

/** On which of its drawings; a token inside a pathway that is called stands on the element that calls, there. */
export function marksOf(shown: CaseShown, drawing: Drawing): Marks {
  const [calls, elements] = [callsOf(drawing.xml), elementsOf(drawing)];
  const at = (name: string) => elements.get(name) ?? '';
  const here = shown.tokens.filter((token) => !token.listening && elements.has(token.element_id) && (token.waits_for !== 'inside' || calls.has(at(token.element_id))));
  const stuck = new Set(shown.tokens.filter((token) => token.waits_for === 'incident' && elements.has(token.element_id)).map((token) => at(token.element_id)));
  const tokens: Record<string, number> = {};
  for (const token of here) tokens[at(token.element_id)] = (tokens[at(token.element_id)] ?? 0) + 1;
  const active = Object.keys(tokens).filter((element) => !stuck.has(element));
  const done = Object.keys(shown.completed).filter((name) => elements.has(name)).map(at);
  return {
    tokens, active, incidents: [...stuck],
    completed: [...done.filter((element) => !(element in tokens)), ...flowsTaken(shown, drawing)],
  };
}

export function standing(shown: CaseShown, at: string, ended: string): string {
  const names = [...new Set(shown.tokens.filter((token) => !token.listening && token.waits_for !== 'inside').map((token) => token.name))];
  return names.length ? `${at}: ${names.join(', ')}` : ended;
}
