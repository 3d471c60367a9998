/** Made-up case data with a place for everything that the pathway sets: a start for trying. Pure. */
import type { Word } from './vocabulary';

export function sampleOf(words: Pick<Word, 'name' | 'kind'>[]): Record<string, unknown> {
  const sample: Record<string, unknown> = {};
  for (const { name, kind } of words) if (kind === 'data') put(sample, name.split('.'));
  return sample;
}

function put(within: Record<string, unknown>, [head = '', ...rest]: string[]) {
  if (!rest.length) within[head] ??= null;
  else {
    if (typeof within[head] !== 'object' || within[head] === null) within[head] = {};
    put(within[head] as Record<string, unknown>, rest);
  }
}
