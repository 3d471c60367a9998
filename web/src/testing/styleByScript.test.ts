import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { styledByScript } from '../../plugins/styleByScript';

it('leaves no inline style in the markup of the decision kit, and styles it by script', () => {
  for (const file of ['dmn-js-shared/lib/util/PoweredByUtil.js', 'dmn-js-decision-table/lib/features/drag-and-drop/DragAndDrop.js']) {
    const code = readFileSync(`${process.cwd().replace(/\/web$/, '')}/web/node_modules/${file}`, 'utf8');
    const changed = styledByScript(code) ?? '';
    expect(changed, file).not.toMatch(/[\s'"`]style=/);
    expect(changed.match(/__styled\(domify\(/g)?.length).toBe(code.match(/\bdomify\(/g)?.length);
  }
});

it('sets what the attribute said, on the node and on what is in it', () => {
  const source = styledByScript('const made = domify(`<p style="color: red; gap: ${wide("(")}px"><b style="top: 1px">x)</b></p>`);\nout = made;')!;
  const run = new Function('domify', 'wide', `let out; ${source}; return out;`) as (domify: (text: string) => Element, wide: (text: string) => number) => HTMLElement;
  const node = run((text) => new DOMParser().parseFromString(text, 'text/html').body.firstElementChild!, () => 4);
  expect(node.style.color).toBe('red');
  expect((node.firstElementChild as HTMLElement).style.top).toBe('1px');
  expect(node.outerHTML).not.toContain('data-style');
});

it('leaves alone what has no markup with styles', () => {
  expect(styledByScript('element.style = "x"; domify("<p></p>")')).toBeNull();
  expect(styledByScript('const style = 1;')).toBeNull();
});
