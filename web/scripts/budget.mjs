/** The first load of each shell, in gzip KB of JavaScript: entry + shell + home page and everything they import at once. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
/** The files of plugins/parts.ts. */
const part = (name) => Object.keys(manifest).find((key) => manifest[key].name === name && key.startsWith('_') && manifest[key].file.endsWith('.js')) ?? `part ${name}`;
const budgets = [
  { name: 'patient', limit: 200, start: ['index.html', part('home'), 'src/locales/en/patients.json'] },
  { name: 'staff', limit: 260, start: ['index.html', part('staff'), 'src/locales/en/workflows.json'] },
];

/** Static imports only: what the browser must have before the page shows. */
function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue;
    if (!manifest[key]) throw new Error(`${key} is not in the build: a budget that leaves it out says nothing`);
    seen.add(key);
    closure(manifest[key].imports ?? [], seen);
  }
  return seen;
}

const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
let failed = false;
for (const { name, limit, start } of budgets) {
  const files = [...new Set([...closure(start)].map((key) => manifest[key].file).filter((file) => file.endsWith('.js')))];
  const sizes = files.map((file) => [file, size(file)]).sort((a, b) => b[1] - a[1]);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0) / 1024;
  const over = total > limit;
  failed ||= over;
  console.log(`${over ? 'OVER' : 'ok  '} ${name}: ${total.toFixed(1)} KB of ${limit} KB gzip in ${files.length} files`);
  if (over || process.argv.includes('--files')) for (const [file, bytes] of sizes) console.log(`     ${(bytes / 1024).toFixed(1).padStart(6)}  ${file}`);
}
process.exit(failed ? 1 : 0);
