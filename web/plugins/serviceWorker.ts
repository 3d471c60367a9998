/**
 * After the app is built: list what a phone keeps from its first visit on (the shell, never a record) and build src/sw.ts around
 * that list. The whole app is ten times as much and would hold a thin line for minutes: its other parts are kept once used.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, type Plugin } from 'vite';

/** What shows a page without a network: the frame, signing in, a patient's home (parts: see parts.ts); with all that these import at once. */
const SHELL = [
  'index.html', 'part:home', 'part:around', 'src/app/shells/AuthShell.tsx', 'src/features/identity/pages/AuthPages.tsx',
  'src/locales/en/identity.json', 'src/locales/en/patients.json',
];
const KEPT = /^(index\.html|boot\.js|icon\.svg|icon-192\.png|manifest\.webmanifest)$|inter-latin-wght-normal.*\.woff2$/;

type Chunk = { file: string; name?: string; css?: string[]; imports?: string[] };

/** The files of these parts of the app. */
function closure(parts: Record<string, Chunk>, keys: string[], seen = new Set<string>()): Set<string> {
  for (const key of keys) {
    const chunk = key.startsWith('part:') ? Object.values(parts).find((one) => one.name === key.slice(5) && one.file.endsWith('.js')) : parts[key];
    if (!chunk) throw new Error(`${key} is not in the build`);
    if (seen.has(chunk.file)) continue;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) seen.add(file);
    closure(parts, chunk.imports ?? [], seen);
  }
  return seen;
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function precacheList(dist: string) {
  const shell = closure(JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>, SHELL);
  return files(dist)
    .filter((file) => KEPT.test(file) || shell.has(file))
    .sort()
    .map((file) => ({
      url: `/${file}`,
      revision: file.startsWith('assets/') ? null : createHash('sha256').update(readFileSync(join(dist, file))).digest('hex').slice(0, 16),
    }));
}

/** Beside each text a packed twin, which the server sends to whoever takes it. index.html is made anew for each reply. */
function pack(dist: string) {
  for (const file of files(dist).filter((name) => /\.(js|css|svg|json|webmanifest)$/.test(name) && !name.startsWith('.vite/'))) {
    const whole = readFileSync(join(dist, file));
    if (whole.length < 500) continue;
    writeFileSync(join(dist, `${file}.br`), brotliCompressSync(whole, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    writeFileSync(join(dist, `${file}.gz`), gzipSync(whole, { level: 9 }));
  }
}

export function serviceWorker(): Plugin {
  let dist = '';
  return {
    name: 'wardline-service-worker',
    apply: 'build',
    configResolved(config) {
      dist = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      await build({
        configFile: false, publicDir: false, logLevel: 'warn',
        define: { 'self.__WB_MANIFEST': JSON.stringify(precacheList(dist)), 'process.env.NODE_ENV': '"production"' },
        build: { outDir: dist, emptyOutDir: false, target: 'es2022', lib: { entry: 'src/sw.ts', formats: ['iife'], name: 'sw', fileName: () => 'sw.js' } },
      });
      pack(dist);
    },
  };
}
