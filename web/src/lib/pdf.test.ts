import { describe, expect, it } from 'vitest';
import { pdfOf } from './pdf';

describe('pictures as one PDF', () => {
  it('has a page for each, in their order, and a table that finds every object', async () => {
    const leaf = (byte: number, width: number, height: number) => ({ jpeg: new Uint8Array(300).fill(byte), width, height });
    const blob = pdfOf([leaf(1, 1000, 2000), leaf(2, 2000, 1000)]);
    const bytes = new Uint8Array(await new Response(blob).arrayBuffer());
    const said = new TextDecoder('latin1').decode(bytes);
    expect(said.startsWith('%PDF-1.')).toBe(true);
    expect(said.endsWith('%%EOF\n')).toBe(true);
    expect(said).toContain('/Count 2');
    expect([...said.matchAll(/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((one) => [Number(one[1]), Number(one[2])])).toEqual([[595.28, 1190.56], [841.89, 420.94]]);
    const table = Number(/startxref\n(\d+)/.exec(said)?.[1]);
    const offsets = said.slice(table).split('\n').filter((line) => line.endsWith(' n ')).map((line) => Number(line.slice(0, 10)));
    expect(offsets).toHaveLength(8);
    offsets.forEach((start, at) => expect(said.slice(start).startsWith(`${at + 1} 0 obj`)).toBe(true));
  });
});
