/** A case as marks on its diagram, and in one sentence for those who do not see the drawing. Pure. */
import type { Marks } from '@/components/ui/bpmn/decorate';
import type { CaseShown } from './api/cases';

/** One of the drawings that a case runs on: its own, or that of a pathway it calls. */
export type Drawing = { id: string; name: string; xml: string };

export const drawingsOf = (shown: CaseShown): Drawing[] => [
  { id: shown.process_id, name: shown.process_name, xml: shown.xml },
  ...shown.called.map((one) => ({ id: one.process_id, name: one.name, xml: one.xml })),
];

/** However it was written: any modeler's quotes and line breaks. */
const attribute = (attributes: string, name: string) => new RegExp(`(?:^|\\s)${name}\\s*=\\s*(["'])(.*?)\\1`).exec(attributes)?.[2];

/** The elements of a drawing that call another pathway, and which. */
export function callsOf(xml: string): Map<string, string> {
  const found = [...xml.matchAll(/<(?:\w+:)?callActivity\s([^>]*)>/g)].map(([, attributes]) => attributes ?? '');
  return new Map(found.map((attributes) => [attribute(attributes, 'id') ?? '', attribute(attributes, 'calledElement') ?? '']));
}

const idsOf = (xml: string) => new Set([...xml.matchAll(/\sid\s*=\s*(["'])(.*?)\1/g)].map(([, , id]) => id));

/** The drawing on which the case stands: the innermost that holds a token. */
export function standsOn(shown: CaseShown): string {
  const drawings = drawingsOf(shown);
  const here = shown.tokens.filter((token) => !token.listening && token.waits_for !== 'inside');
  const found = drawings.findLast(({ xml }) => { const ids = idsOf(xml); return here.some((token) => ids.has(token.element_id)); });
  return (found ?? drawings[0])!.id;
}

/** Flow ids of the drawing that the token took, found by the two elements they join. */
function flowsTaken(shown: CaseShown, xml: string): string[] {
  const taken = new Set(shown.history.filter((step) => step.came_from && step.outcome === 'completed').map((step) => `${step.came_from}>${step.element_id}`));
  const found: string[] = [];
  for (const [, attributes] of xml.matchAll(/<(?:\w+:)?sequenceFlow\s([^>]*)>/g)) {
    const value = (name: string) => attribute(attributes ?? '', name);
    if (taken.has(`${value('sourceRef')}>${value('targetRef')}`)) found.push(value('id') ?? '');
  }
  return found;
}

/** `xml`: which of its drawings; a token inside a pathway that is called stands on the element that calls, there. */
export function marksOf(shown: CaseShown, xml = shown.xml): Marks {
  const [calls, ids] = [callsOf(xml), idsOf(xml)];
  const here = shown.tokens.filter((token) => !token.listening && ids.has(token.element_id) && (token.waits_for !== 'inside' || calls.has(token.element_id)));
  const stuck = new Set(shown.tokens.filter((token) => token.waits_for === 'incident').map((token) => token.element_id));
  const tokens: Record<string, number> = {};
  for (const token of here) tokens[token.element_id] = (tokens[token.element_id] ?? 0) + 1;
  const active = Object.keys(tokens).filter((element) => !stuck.has(element));
  return {
    tokens, active, incidents: [...stuck],
    completed: [...Object.keys(shown.completed).filter((element) => !(element in tokens)), ...flowsTaken(shown, xml)],
  };
}

export function standing(shown: CaseShown, at: string, ended: string): string {
  const names = [...new Set(shown.tokens.filter((token) => !token.listening && token.waits_for !== 'inside').map((token) => token.name))];
  return names.length ? `${at}: ${names.join(', ')}` : ended;
}
