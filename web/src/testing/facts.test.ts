/** Every fact that the server states is heard by some feature, or named with an explicit 'none'; and nobody listens to a fact that does not exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { liveMaps, loadFeatures } from '@/app/registry';

await loadFeatures();

const repository = resolve(process.cwd(), '..');
/** A package inside a module may state facts of its own; its screens are another feature. */
const inner: Record<string, string> = {
  'workflows/authoring': 'pathways', 'hub/identity/factors': 'identity', 'hub/identity/policy': 'identity', 'hub/patients/access': 'identity', 'hub/patients/imports': 'patients', 'hub/patients/erasure': 'patients', 'hub/insurance/authorization': 'insurance', 'hub/billing/appeals': 'insurance',
  'hub/visits/recording': 'visits', 'hub/visits/transcript': 'visits',
};
const modules = ['hub', '.'].flatMap((folder) => readdirSync(join(repository, folder), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map((entry) => join(repository, folder, entry.name, 'facts.py')))
  .concat(Object.keys(inner).map((folder) => join(repository, folder, 'facts.py')))
  .filter((file) => existsSync(file) && !file.includes(join('hub', 'core')));

/** `class TaskClaimed(_TaskFact):` — a leading underscore, or being another's base, means a shared base and not a fact. */
const stated = modules.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^class ([A-Z]\w*)\((?:Fact|_\w+|\w+Fact)\):/gm)]
  .filter((match) => !readFileSync(file, 'utf8').includes(`(${match[1]!}):`))
  .map((match) => ({ kind: match[1]!, feature: inner[dirname(file).slice(repository.length + 1)] ?? dirname(file).split('/').at(-1)! })));
const heard = new Set(liveMaps.flatMap((map) => Object.keys(map)));

it('every fact of a module that has screens is heard or explicitly not', () => {
  const screens = new Set(readdirSync(join(process.cwd(), 'src/features')).filter((name) => ['feature.tsx', 'feature.staff.tsx'].some((file) => existsSync(join(process.cwd(), 'src/features', name, file)))));
  expect(stated.length).toBeGreaterThan(5);
  expect(stated.filter(({ kind, feature }) => screens.has(feature) && !heard.has(kind)).map(({ kind, feature }) => `${feature}: ${kind}`)).toEqual([]);
});

it('nobody waits for a fact that is never stated', () => {
  const kinds = new Set(stated.map(({ kind }) => kind));
  expect([...heard].filter((kind) => !kinds.has(kind))).toEqual([]);
});
