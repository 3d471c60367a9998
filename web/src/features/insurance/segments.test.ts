import { expect, it } from 'vitest';
import { segmentsOf } from './segments';

const head = 'ISA*00*          *00*          *ZZ*WARDLINE       *ZZ*SIMPAYER       *261121*1000*^*00501*000000001*1*T*:~';
const set = (n: number, name: string) => `ST*837*000${n}~\nCLM*W${n}*125~\nNM1*IL*1*${name}~\nSE*4*000${n}~\n`;
const file = `${head}\nGS*HC*A*B~\n${set(1, 'MARSH')}${set(2, 'RIVERA')}GE*2*1~\nIEA*1*000000001~\n`;

it('shows one segment a line, whatever the marks', () => {
  expect(segmentsOf(file).segments).toHaveLength(12);
  expect(segmentsOf(file.replaceAll('*', '|')).element).toBe('|');
  expect(segmentsOf('a letter\nin two lines').segments).toEqual(['a letter', 'in two lines']);
});

it('leaves other patients out when it is about one claim', () => {
  const shown = segmentsOf(file, 'W2');
  expect(shown.partial).toBe(true);
  expect(shown.segments.join()).toContain('RIVERA');
  expect(shown.segments.join()).not.toContain('MARSH');
  expect(shown.segments[0]).toContain('ISA');
  expect(shown.segments.at(-1)).toContain('IEA');
});

it('shows everything when the number is nowhere or everywhere', () => {
  expect(segmentsOf(file, 'W9').partial).toBe(false);
  expect(segmentsOf(`${head}\nGS*HC~\n${set(1, 'MARSH')}IEA*1*1~`, 'W1').partial).toBe(false);
});
