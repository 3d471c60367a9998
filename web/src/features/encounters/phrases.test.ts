import { describe, expect, it } from 'vitest';
import { grown } from './phrases';

const phrases = [{ id: '1', short: 'heart', words: 'Heart sounds regular.', shared: true }, { id: '2', short: 'back', words: 'Come back if it gets worse', shared: false }];
const at = (text: string) => grown(text, text.length, phrases);

describe('phrases grow while typing', () => {
  it('when the word is finished', () => {
    expect(at('.heart')).toBeNull();
    expect(at('.heart ')).toEqual({ text: 'Heart sounds regular. ', caret: 22 });
    expect(at('Well. .back\n')?.text).toBe('Well. Come back if it gets worse\n');
    expect(at('Well (.back)')?.text).toBe('Well (Come back if it gets worse)');
    expect(at('.heart.')?.text).toBe('Heart sounds regular.');
  });
  it('only a known word of its own', () => {
    expect(at('e.heart ')).toBeNull();
    expect(at('.heat ')).toBeNull();
    expect(at('3.5 ')).toBeNull();
  });
  it('keeps what stands behind the caret', () => {
    expect(grown('.heart  and lungs', 7, phrases)).toEqual({ text: 'Heart sounds regular.  and lungs', caret: 22 });
  });
});
