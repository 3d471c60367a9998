/** Apart from vite.config.ts, so that building the app needs no test tools (`npm ci --omit=dev`). */
import { defineConfig, mergeConfig } from 'vitest/config';
import vite from './vite.config.ts';

export default mergeConfig(vite, defineConfig({
  test: {
    environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/testing/setup.ts'], css: false, testTimeout: 20_000,
    maxWorkers: '100%', // Vitest leaves a core to whoever types meanwhile: on two cores, half of the machine.
  },
}));
