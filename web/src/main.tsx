import '@fontsource-variable/inter';
import '@mantine/core/styles.layer.css';
import './global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod/mini';
import { App } from './app/App';
import { loadFeatures } from './app/registry';
import { makeRouter } from './app/router';
import { startI18n } from './lib/i18n';

// The CSP has no unsafe-eval: zod must not even probe for `new Function`.
config({ jitless: true });
// The scroll lock under dialogs makes its own <style> and asks for the nonce here.
Object.assign(globalThis, { __webpack_nonce__: document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content });

void Promise.all([startI18n(), loadFeatures()]).then(() => {
  createRoot(document.getElementById('root')!).render(<StrictMode><App router={makeRouter()} /></StrictMode>);
});
