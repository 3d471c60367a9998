/** What an expression may name in this pathway: what earlier steps put into the case, and the functions. Pure. */
import { fieldsOf, type JsonSchema } from '@/components/ui/schema/schema';
import type { Blocks, Forms } from '../api/types';
import type { Bo } from '../modeler/types';
import { list, partOf, textOf } from './extension';
import { is } from './standard';

/** One thing that completion can offer. */
export type Word = { name: string; kind: 'data' | 'function'; hint: string; insert: string };

/** Every flow node of the file, also inside sub-processes. */
export function flowNodes(root: Bo): Bo[] {
  const within = (scope: Bo): Bo[] => list(scope, 'flowElements').flatMap((node) => (is(node, 'SubProcess') ? [node, ...within(node)] : [node]));
  return list(root, 'rootElements').filter((part) => is(part, 'Process')).flatMap(within);
}

function paths(schema: JsonSchema, prefix: string, depth = 0): { name: string; label: string }[] {
  if (depth > 3) return [];
  return fieldsOf(schema, schema).flatMap((field) => {
    const name = `${prefix}.${field.name}`;
    return [{ name, label: field.label }, ...(field.kind === 'group' ? paths({ ...field.schema, $defs: schema.$defs ?? {} }, name, depth + 1) : [])];
  });
}

/** The keys of the case data that elements of this pathway set. */
export function caseData(root: Bo, forms: Forms, blocks: Pick<Blocks, 'forms'>): { name: string; from: string }[] {
  const found = new Map<string, string>();
  const begins = [...list(root, 'rootElements').filter((part) => is(part, 'Process')), ...flowNodes(root).filter((node) => is(node, 'StartEvent'))];
  for (const node of begins) for (const name of textOf(partOf(node, 'Start'), 'data').split(/[\s,]+/).filter(Boolean)) found.set(name, textOf(node, 'name') || node.id);
  for (const node of flowNodes(root)) {
    const parts = (['Task', 'Step', 'Message', 'Decision'] as const).map((name) => [name, partOf(node, name)] as const);
    for (const [kind, part] of parts) {
      if (!part) continue;
      const result = textOf(part, 'result') || (kind === 'Step' ? '' : node.id);
      if (!result || !/^[\w.]+$/.test(result)) continue;
      const from = textOf(node, 'name') || node.id;
      found.set(result, from);
      if (kind !== 'Task') continue;
      const key = textOf(part, 'form');
      const own = forms[key]?.schema;
      const known = own ? paths(own as JsonSchema, result) : (blocks.forms.find((form) => form.key === key)?.fields ?? []).map((field) => ({ name: `${result}.${field.name}`, label: field.title }));
      for (const { name, label } of known) found.set(name, label ? `${from}: ${label}` : from);
    }
  }
  return [...found].map(([name, from]) => ({ name, from }));
}

export function vocabulary(root: Bo, forms: Forms, blocks: Pick<Blocks, 'forms' | 'functions'>): Word[] {
  const data = caseData(root, forms, blocks).map(({ name, from }): Word => ({ name, kind: 'data', hint: from, insert: name }));
  const functions = blocks.functions.map(({ name, signature, help }): Word => ({ name, kind: 'function', hint: help || signature, insert: `${name}(` }));
  return [...data, ...functions];
}

const NAME_BEFORE = /[A-Za-z_][\w.]*$/;

/** The words that fit what stands before the cursor; none inside quotes. */
export function completions(text: string, cursor: number, words: Word[], limit = 8): { start: number; options: Word[] } {
  const before = text.slice(0, cursor);
  const nothing = { start: cursor, options: [] };
  if ((before.match(/'/g)?.length ?? 0) % 2 === 1 || (before.match(/"/g)?.length ?? 0) % 2 === 1) return nothing;
  const typed = NAME_BEFORE.exec(before)?.[0];
  if (!typed) return nothing;
  const low = typed.toLowerCase();
  const starts = words.filter((word) => word.name.toLowerCase().startsWith(low) && word.name !== typed);
  const holds = typed.length < 2 ? [] : words.filter((word) => !word.name.toLowerCase().startsWith(low) && word.name.toLowerCase().includes(low));
  return { start: cursor - typed.length, options: [...starts, ...holds].slice(0, limit) };
}

/** The text with a word put in, and where the cursor then stands. */
export function complete(text: string, cursor: number, start: number, word: Word): { text: string; cursor: number } {
  return { text: text.slice(0, start) + word.insert + text.slice(cursor), cursor: start + word.insert.length };
}
