import { afterEach, expect, it, vi } from 'vitest';
import { setCsrf } from '@/lib/api';
import { pickUp } from './api/pickup';

const slip = { code: 'ABCD-EFGH-JKLM-NPQR', birth_date: '1980-01-01' };
afterEach(() => { vi.unstubAllGlobals(); vi.restoreAllMocks(); setCsrf(''); });

it('is picked up by who is signed in, too, and saved as it came', async () => {
  setCsrf('token');
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => { asked.push(request); return new Response('PK', { headers: { 'Content-Type': 'application/zip' } }); });
  const saved = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:record');
  await pickUp(slip);
  expect(asked[0]?.headers.get('X-CSRF-Token')).toBe('token');
  expect(await asked[0]?.json()).toEqual(slip);
  expect((saved.mock.calls[0]?.[0] as Blob).size).toBe(2);
});

it('says what went wrong, also when nobody answers or what answers is no JSON', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ code: 'nothing_to_pick_up' }, { status: 404 }));
  await expect(pickUp(slip)).rejects.toMatchObject({ code: 'nothing_to_pick_up' });
  vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }));
  await expect(pickUp(slip)).rejects.toMatchObject({ code: 'http_502' });
  vi.stubGlobal('fetch', async () => { throw new TypeError('no network'); });
  await expect(pickUp(slip)).rejects.toMatchObject({ code: 'network' });
});
