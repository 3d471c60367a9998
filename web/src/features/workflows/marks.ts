/** A case as marks on its diagram, and in one sentence for those who do not see the drawing. Pure. */
import type { Marks } from '@/components/ui/bpmn/decorate';
import type { CaseShown } from './api/cases';

/** Flow ids of the drawing that the token took, found by the two elements they join. */
function flowsTaken(shown: CaseShown): string[] {
  const taken = new Set(shown.history.filter((step) => step.came_from && step.outcome === 'completed').map((step) => `${step.came_from}>${step.element_id}`));
  const found: string[] = [];
  for (const [, attributes] of shown.xml.matchAll(/<(?:\w+:)?sequenceFlow\s([^>]*)>/g)) {
    const value = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes ?? '')?.[1];
    if (taken.has(`${value('sourceRef')}>${value('targetRef')}`)) found.push(value('id') ?? '');
  }
  return found;
}

export function marksOf(shown: CaseShown): Marks {
  const here = shown.tokens.filter((token) => !token.listening && token.waits_for !== 'inside');
  const stuck = new Set(shown.tokens.filter((token) => token.waits_for === 'incident').map((token) => token.element_id));
  const tokens: Record<string, number> = {};
  for (const token of here) tokens[token.element_id] = (tokens[token.element_id] ?? 0) + 1;
  const active = Object.keys(tokens).filter((element) => !stuck.has(element));
  return {
    tokens, active, incidents: [...stuck],
    completed: [...Object.keys(shown.completed).filter((element) => !(element in tokens)), ...flowsTaken(shown)],
  };
}

export function standing(shown: CaseShown, at: string, ended: string): string {
  const names = [...new Set(shown.tokens.filter((token) => !token.listening && token.waits_for !== 'inside').map((token) => token.name))];
  return names.length ? `${at}: ${names.join(', ')}` : ended;
}
