/** happy-dom lacks what the kit asks of a browser. */
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeAll } from 'vitest';
import { startI18n } from '@/lib/i18n';

window.matchMedia ??= (query: string) => ({ matches: false, media: query, onchange: null, addListener: () => undefined, removeListener: () => undefined, addEventListener: () => undefined, removeEventListener: () => undefined, dispatchEvent: () => false }) as MediaQueryList;
globalThis.ResizeObserver ??= class { observe() {} unobserve() {} disconnect() {} };
Object.defineProperty(document, 'fonts', { value: { addEventListener: () => undefined, removeEventListener: () => undefined }, configurable: true });
Element.prototype.scrollIntoView ??= () => undefined;

// A busy machine is no fault: what does not come has failed after as long as only a fault takes.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(async () => {
  await startI18n();
});
afterEach(cleanup);
