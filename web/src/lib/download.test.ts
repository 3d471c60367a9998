import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { saveFile } from './download';
import { notifyProblem } from './notify';

vi.mock('./notify', () => ({ notifyProblem: vi.fn() }));
const clicked: { href: string; name: string }[] = [];

function click(reply: Response, more: Partial<MouseEventInit> = {}) {
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(reply)));
  const link = Object.assign(document.createElement('a'), { href: '/api/message-files/f1', download: 'scan.pdf' });
  const event = Object.assign(new MouseEvent('click', { cancelable: true, ...more }), {});
  Object.defineProperty(event, 'currentTarget', { value: link });
  saveFile(event as never);
  return event;
}

beforeEach(() => {
  clicked.length = 0;
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:one', revokeObjectURL: () => undefined }));
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) { clicked.push({ href: this.href, name: this.download }); });
});
afterEach(() => { vi.unstubAllGlobals(); vi.restoreAllMocks(); vi.mocked(notifyProblem).mockClear(); });

it('saves what comes, under the name of the link', async () => {
  expect(click(new Response('x')).defaultPrevented).toBe(true);
  await vi.waitFor(() => expect(clicked).toEqual([{ href: 'blob:one', name: 'scan.pdf' }]));
  expect(notifyProblem).not.toHaveBeenCalled();
});

it('says in words that a file was erased, and saves nothing', async () => {
  click(Response.json({ code: 'file_erased', status: 410, detail: 'This file was erased: it is not kept any more.' }, { status: 410 }));
  await vi.waitFor(() => expect(notifyProblem).toHaveBeenCalledWith(expect.objectContaining({ code: 'file_erased', status: 410 })));
  expect(clicked).toEqual([]);
});

it('leaves a new tab to the browser', () => {
  expect(click(new Response('x'), { ctrlKey: true }).defaultPrevented).toBe(false);
});
