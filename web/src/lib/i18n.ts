/** Catalogues: `locales/<language>/<feature>.json`, `common` at once, the others when first used. Direction follows the language. */
import i18next, { type BackendModule, type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';
import common from '../locales/en/common.json';

const files = import.meta.glob<{ default: Record<string, unknown> }>(['../locales/*/*.json', '!../locales/en/common.json']);
export const languages = ['en', ...new Set(Object.keys(files).map((path) => path.split('/')[2] ?? '').filter((name) => name !== 'en'))];

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language: string, namespace: string, done: ReadCallback) {
    const load = files[`../locales/${language}/${namespace}.json`];
    if (!load) return done(null, {});
    load().then((module) => done(null, module.default as never), (error: Error) => done(error, false));
  },
};

/** The catalogues that keys like 'billing:nav.bills' need; `common` always first. */
export function namespacesOf(...keys: (string | undefined)[]): string[] {
  return ['common', ...new Set(keys.flatMap((key) => (key?.includes(':') ? [key.slice(0, key.indexOf(':'))] : [])))];
}

export const directionOf = (language: string) => (/^(ar|fa|he|ps|ur)\b/.test(language) ? 'rtl' : 'ltr');

function applyLanguage(language: string) {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

export function startI18n() {
  const wanted = localStorage.getItem('wardline.language');
  i18next.on('languageChanged', applyLanguage);
  return i18next.use(backend).use(initReactI18next).init({
    lng: wanted && languages.includes(wanted) ? wanted : 'en',
    fallbackLng: 'en',
    supportedLngs: languages,
    ns: ['common'],
    defaultNS: 'common',
    resources: { en: { common } },
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    react: { useSuspense: true },
    returnNull: false,
  });
}

export async function setLanguage(language: string) {
  localStorage.setItem('wardline.language', language);
  await i18next.changeLanguage(language);
  // Direction is a matter of the whole page, dialogs and all.
  location.reload();
}
