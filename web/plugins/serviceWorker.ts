/** After the app is built: list what the phone may keep (the shell, never a record) and build src/sw.ts around that list. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'vite';

/** Too heavy for a phone's first visit; the browser's own cache keeps them once used. */
const HEAVY = /bpmn|schedule|gallery|livekit/i;
const KEPT = /\.(js|css|html|svg|webmanifest)$|inter-latin-wght-normal.*\.woff2$|icon-\d+\.png$/;

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function precacheList(dist: string) {
  return files(dist)
    .filter((file) => KEPT.test(file) && !HEAVY.test(file) && !file.startsWith('.vite/') && file !== 'sw.js')
    .sort()
    .map((file) => ({
      url: `/${file}`,
      revision: file.startsWith('assets/') ? null : createHash('sha256').update(readFileSync(join(dist, file))).digest('hex').slice(0, 16),
    }));
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
    },
  };
}
