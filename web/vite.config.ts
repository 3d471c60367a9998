import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { groups, homeParts } from './plugins/parts.ts';
import { serviceWorker } from './plugins/serviceWorker.ts';
import { styleByScript } from './plugins/styleByScript.ts';

const hub = process.env.HUB_DEV_PROXY ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react(), homeParts(), serviceWorker(), styleByScript()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022', manifest: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: {
    host: '127.0.0.1', port: Number(process.env.HUB_WEB_PORT ?? 5173), strictPort: true, fs: { allow: ['..'] },
    proxy: { '/api': { target: hub }, '/socket.io': { target: hub, ws: true } },
  },
});
