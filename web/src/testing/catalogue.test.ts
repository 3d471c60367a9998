/** Every key that the code asks for exists, and every catalogue belongs to a feature (or is `common`). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const src = join(process.cwd(), 'src');
const walk = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? walk(join(folder, entry.name)) : /(?<!\.test)\.tsx?$/.test(entry.name) ? [join(folder, entry.name)] : []);
const flat = (value: object, prefix = ''): string[] => Object.entries(value).flatMap(([key, inner]) =>
  typeof inner === 'string' ? [prefix + key] : flat(inner as object, `${prefix}${key}.`));
const catalogues = Object.fromEntries(readdirSync(join(src, 'locales/en')).map((file) => {
  const keys = flat(JSON.parse(readFileSync(join(src, 'locales/en', file), 'utf8')) as object);
  return [file.replace('.json', ''), new Set(keys.flatMap((key) => [key, key.replace(/_(one|other|zero|few|many|two)$/, '')]))];
}));

function missing(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  if (file.includes('/dev/')) return [];
  const own = /useTranslation\(\[?'(\w+)'/.exec(text)?.[1] ?? 'common';
  const asked = [
    ...[...text.matchAll(/\bt\('([\w.:-]+)'/g)].map((match) => match[1]!),
    ...[...text.matchAll(/\b(?:label|title): '(\w+:[\w.-]+)'/g)].map((match) => match[1]!),
  ];
  return asked.filter((key) => {
    const [space, name] = key.includes(':') ? key.split(':') as [string, string] : [own, key];
    return !catalogues[space]?.has(name);
  });
}

it('no key is missing', () => {
  const found = Object.fromEntries(walk(src).map((file) => [file.slice(src.length + 1), missing(file)]).filter(([, keys]) => keys!.length));
  expect(found).toEqual({});
});

/** Else the words are there only where another page has loaded them before. */
it('a file asks for every catalogue that it speaks from', () => {
  const silent = walk(src).flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const asked = [...text.matchAll(/useTranslation\(([^)]*)\)/g)].map((match) => match[1]!);
    const spoken = new Set([...text.matchAll(/\bt\(['`](\w+):/g)].map((match) => match[1]!));
    return asked.length ? [...spoken].filter((space) => space !== 'common' && !asked.some((names) => names.includes(`'${space}'`))).map((space) => `${file.slice(src.length + 1)}: ${space}`) : [];
  });
  expect(silent).toEqual([]);
});

/** What only few pages of a feature need stands in `<feature>_<part>.json`, so that its first page does not load it. */
it('no catalogue without a feature', () => {
  const features = readdirSync(join(src, 'features'));
  expect(Object.keys(catalogues).filter((name) => name !== 'common' && !features.some((feature) => name === feature || name.startsWith(`${feature}_`)))).toEqual([]);
});
