/**
 * The drawing kits put `style="…"` into markup that they parse, which our Content-Security-Policy refuses (and says so in
 * the console). The same declarations set from script through the CSSOM are allowed: the attribute is renamed in their
 * sources, and what they parse is styled right after.
 */
import type { Plugin } from 'vite';

const KITS = /\/node_modules\/(?:dmn-js-[\w-]+|bpmn-js|diagram-js|table-js)\/.*\.js$/;
const MARKUP = /(?<=[\s'"`])style=(?=\\?["'])/g;

/** The source with its inline styles set by script, or null where there are none. */
export function styledByScript(code: string): string | null {
  if (!MARKUP.test(code) || !/\bdomify\b/.test(code)) return null;
  MARKUP.lastIndex = 0;
  const renamed = code.replace(MARKUP, 'data-style=').replace(/\bdomify\(/g, '__styled(domify(');
  return `${closed(renamed)}
function __styled(node) {
  const all = node.querySelectorAll ? [node, ...node.querySelectorAll('[data-style]')] : [];
  for (const one of all) if (one.dataset && one.dataset.style) { one.style.cssText = one.dataset.style; delete one.dataset.style; }
  return node;
}
`;
}

/** Closes the second bracket of every `__styled(domify(` where its first one closes. */
function closed(code: string): string {
  const mark = '__styled(domify(';
  let from = code.indexOf(mark);
  while (from >= 0) {
    const end = closing(code, from + mark.length);
    code = `${code.slice(0, end + 1)})${code.slice(end + 1)}`;
    from = code.indexOf(mark, end);
  }
  return code;
}

function closing(code: string, from: number): number {
  let depth = 1;
  let quote = '';
  for (let at = from; at < code.length; at += 1) {
    const char = code[at]!;
    if (quote) {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '(') depth += 1;
    else if (char === ')' && (depth -= 1) === 0) return at;
  }
  throw new Error('a call of domify is not closed');
}

export function styleByScript(): Plugin {
  return {
    name: 'style-by-script',
    transform(code, id) {
      const changed = KITS.test(id.split('?')[0] ?? id) ? styledByScript(code) : null;
      return changed === null ? null : { code: changed, map: null };
    },
  };
}
