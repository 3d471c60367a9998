/**
 * Which modules come in one file. Left alone, the builder makes a file of every module that two pages share, hundreds of them, and a
 * phone on a thin line waits a round trip for each handful. So: what starts the app is one file, what a patient's home needs another,
 * what stands around it (menus, messages, questions, the clock of the session) a third, the staff's first page a fourth.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

type Graph = Rolldown.ChunkingContext;

/** Slots of a patient's home page, and of the frame around every page: whatever a feature puts there belongs to the part. */
const HOME = /(?:'patient\.home'|'visit\.join'|\bbanner): \[([\s\S]*?)\]/g;
const AROUND = /(?:'patient\.topbar'|\bframe): \[([\s\S]*?)\]/g;
const LOADS = /import\('([^']+)'\)/g;

function filled(slots: RegExp): string[] {
  return readdirSync('src/features').map((name) => resolve('src/features', name, 'feature.tsx')).filter(existsSync).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(slots)].flatMap(([, entries]) => [...entries!.matchAll(LOADS)])
      .map(([, path]) => resolve(dirname(file), `${path}.tsx`)));
}

const at = (...files: string[]) => files.map((file) => resolve('src', file));
const roots: Record<string, string[]> = {
  home: [...at('app/shells/PatientShell.tsx', 'features/patients/pages/MyHomePage.tsx'), ...filled(HOME)],
  around: [...at('app/IdleGuard.tsx', 'app/UpdatePrompt.tsx', 'app/shells/UserMenu.tsx', 'app/shells/Messages.tsx'), ...filled(AROUND)],
  staff: at('app/shells/StaffShell.tsx', 'app/staffFeatures.ts', 'features/workflows/pages/MyWorkPage.tsx'),
};

/** Modules that only pass on what others hold: who takes a name from one needs the module that holds it, not all the others. */
const PASSES_ON = /\/node_modules\/(?:@mantine\/(?:core|hooks|notifications)\/esm\/index|lucide-react\/dist\/esm\/lucide-react)\.mjs$/;
const NAMED = /\b(?:import|export)\s*\{([^}]*)\}\s*from\s*["']([^"']+)["']/g;
const holders = new Map<string, Map<string, string>>();

/** name -> the module that holds it. */
function holdersOf(barrel: string): Map<string, string> {
  let found = holders.get(barrel);
  if (!found) {
    found = new Map([...readFileSync(barrel, 'utf8').matchAll(NAMED)].flatMap(([, names, from]) =>
      names!.split(',').map((name): [string, string] => [name.trim().split(' as ').at(-1)!, resolve(dirname(barrel), from!)])));
    holders.set(barrel, found);
  }
  return found;
}

/** What a module imports at once, barrels looked through. */
function importsOf(graph: Graph, id: string): string[] {
  const { importedIds = [], code = '' } = graph.getModuleInfo(id) ?? {};
  const barrels = importedIds.filter((one) => PASSES_ON.test(one));
  const names = barrels.length ? [...(code ?? '').matchAll(NAMED)].flatMap(([, list]) => list!.split(',').map((name) => name.trim().split(' as ')[0]!)) : [];
  return [...importedIds.filter((one) => !barrels.includes(one)), ...barrels.flatMap((barrel) => names.flatMap((name) => holdersOf(barrel).get(name) ?? []))];
}

/** Everything that these modules need at once. */
function closure(graph: Graph, ids: readonly string[], seen = new Set<string>()): Set<string> {
  for (const id of ids) {
    if (seen.has(id)) continue;
    seen.add(id);
    closure(graph, importsOf(graph, id), seen);
  }
  return seen;
}

let parts: Record<string, Set<string>> | null = null;

/** The part that a module belongs to: `frame` is what a patient's home shares with other pages, `kit` what the staff's first page needs of what comes after a patient's. */
function partOf(id: string, graph: Graph): string | null {
  parts ??= Object.fromEntries(Object.entries(roots).map(([name, files]) => [name, closure(graph, files)]));
  const { home, around, staff } = parts;
  if (home!.has(id)) return graph.getModuleInfo(id)!.importers.every((one) => home!.has(one)) ? 'home' : 'frame';
  if (around!.has(id)) return staff!.has(id) ? 'kit' : 'around';
  return staff!.has(id) ? 'staff' : null;
}

/** In this order: what a part needs is taken with it, unless an earlier one has it. */
export const groups: Rolldown.CodeSplittingGroup[] = [
  { name: 'start', tags: ['$initial'], priority: 9 },
  ...['frame', 'home', 'kit', 'around', 'staff'].map((part, at) => ({ name: (id: string, graph: Graph) => (partOf(id, graph) === part ? part : null), priority: 7 - at })),
];

/** Tells boot.js which files a patient's home needs, so that they are asked for before the app knows who is there. */
export function homeParts(): Plugin {
  const words = [...new Set(filled(HOME).map((file) => /features\/(\w+)\//.exec(file)![1]!)), 'patients'].map((name) => resolve('src/locales/en', `${name}.json`));
  return {
    name: 'wardline-home-parts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((one) => one.type === 'chunk')
          .filter((one) => ['home', 'frame'].includes(one.name) || words.includes(one.facadeModuleId ?? ''));
        const files = chunks.flatMap((one) => [one.fileName, ...(one.viteMetadata?.importedCss ?? [])]).map((file) => `/${file}`);
        return [{ tag: 'meta', attrs: { name: 'home-parts', content: files.join(' ') }, injectTo: 'head-prepend' }];
      },
    },
  };
}
