/** A browser's own description of itself, short enough to be recognised: "Firefox on Windows". */
const browsers: [RegExp, string][] = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/SamsungBrowser/, 'Samsung Internet'], [/Chrome\/|CriOS/, 'Chrome'], [/Safari\//, 'Safari']];
const systems: [RegExp, string][] = [[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS X|Macintosh/, 'Mac'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']];
const find = (list: [RegExp, string][], text: string) => list.find(([pattern]) => pattern.test(text))?.[1];

export function device(userAgent: string): string | null {
  const found = [find(browsers, userAgent), find(systems, userAgent)].filter(Boolean);
  return found.length ? found.join(' · ') : null;
}

export const isPhone = (userAgent: string) => /iPhone|Android.*Mobile/.test(userAgent);
