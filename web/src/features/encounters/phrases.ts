/** Phrases that grow while typing: `.heart` and a space or the end of a line become the sentence. */
import type { Writing } from './api/writing';

const ENDS = /(^|[\s(])\.([a-z][a-z0-9_]{1,29})([\s.,;:)]?)$/;

/** The text with the phrase before the caret grown, and where the caret goes; null when there is nothing to grow. */
export function grown(text: string, caret: number, phrases: Writing['phrases']): { text: string; caret: number } | null {
  const before = text.slice(0, caret);
  const found = ENDS.exec(before);
  // Only once the word is finished: `.heart` may still become `.heartburn`.
  if (!found || !found[3]) return null;
  const phrase = phrases.find((one) => one.short === found[2]);
  if (!phrase) return null;
  const kept = before.slice(0, found.index) + found[1];
  const end = found[3] === '.' && /[.!?]$/.test(phrase.words) ? '' : found[3];
  const next = kept + phrase.words + end;
  return { text: next + text.slice(caret), caret: next.length };
}
