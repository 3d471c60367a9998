/** Text grows with the size that a person has set in the browser: what holds text is measured in rem, never in px. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { patientTheme, staffTheme } from '../theme';

const SRC = join(process.cwd().replace(/\/web$/, ''), 'web/src');
const files = (ending: RegExp) => readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => ending.test(name));
/** Lines and corners are drawn, not read; so is what shines around them. */
const DRAWN = /^(border|outline|box-shadow|stroke|letter-spacing|translate|transform)/;
const HAIRLINE = 3;

/** Everything in a sheet that says px where text would not fit when it grows; nothing is that thin or drawn. */
function fixed(sheet: string): string[] {
  const plain = sheet.replace(/\/\*[\s\S]*?\*\//g, '');
  const asked = [...plain.matchAll(/@(?:media|container)[^{]*/g)].map(([rule]) => rule).filter((rule) => rule.includes('px'));
  const said = [...plain.matchAll(/(?<=[{;]\s*)([-\w]+)\s*:([^;{}]*)/g)].filter(([, property, value]) => {
    const sizes = [...value!.matchAll(/(-?[\d.]+)px\b/g)].map(([, size]) => Math.abs(Number(size)));
    const text = /^(font|font-size|line-height)$/.test(property!);
    return !DRAWN.test(property!) && sizes.some((size) => text || size > HAIRLINE);
  });
  return [...asked, ...said.map(([found]) => found.trim())];
}

it('finds px where it matters', () => {
  expect(fixed('.a { font-size: 12px; border: 4px solid; gap: 2px 8px }')).toEqual(['font-size: 12px', 'gap: 2px 8px']);
  expect(fixed('@media (width > 720px) { .a { font: 600 1px/24px serif; padding: calc(64px + 1rem); } }')).toHaveLength(3);
  expect(fixed('.a { box-shadow: 0 9px 0; border-radius: 8px; margin: 1px -2px; inline-size: 4rem } @media (width > 45em) {}')).toEqual([]);
});

it.each(files(/\.css$/))('%s says no px that would cut growing text', (name) => {
  expect(fixed(readFileSync(join(SRC, name), 'utf8'))).toEqual([]);
});

it('asks for the width of a window in em, in scripts too', () => {
  const said = files(/(?<!test)\.tsx?$/).filter((name) => /\((?:min-|max-)?width[^)]*\dpx\)/.test(readFileSync(join(SRC, name), 'utf8')));
  expect(said).toEqual([]);
});

it('has a theme whose text, lines and spaces are rem', () => {
  for (const { fontSizes, lineHeights, spacing, headings } of [staffTheme, patientTheme]) {
    const sizes = [fontSizes, lineHeights, spacing, ...Object.values(headings!.sizes!)].flatMap((one) => Object.values(one ?? {}));
    expect(sizes.length).toBeGreaterThan(20);
    expect(sizes.filter((size) => !/^[\d.]+rem$/.test(String(size)))).toEqual([]);
  }
});
