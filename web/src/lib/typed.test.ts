/** The typed client knows paths, parameters, bodies and replies of the exported document. Checked by tsc; run for the request line. */
import { afterEach, expect, expectTypeOf, it, vi } from 'vitest';
import { get, post } from './api';
import type { Session } from './auth';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('is typed from end to end', async () => {
  const lines: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    lines.push(`${request.method} ${new URL(request.url).pathname}${new URL(request.url).search} ${await request.text()}`);
    return Response.json({ items: [], next: null });
  });
  const session = await post('/api/session', { body: { email: 'a@b', password: 'x' } });
  expectTypeOf(session).toExtend<Session>();
  const tasks = await get('/api/tasks', { query: { scope: 'mine' } });
  expectTypeOf(tasks.items).toBeArray();
  const patient = await get('/api/patients/{patient_id}', { path: { patient_id: 'p1' } });
  expectTypeOf(patient).toHaveProperty('patient');
  // @ts-expect-error a path that does not exist
  await get('/api/nonsense');
  // @ts-expect-error a body that lacks its password
  await post('/api/session', { body: { email: 'a@b' } });
  expect(lines.slice(0, 3)).toEqual(['POST /api/session {"email":"a@b","password":"x"}', 'GET /api/tasks?scope=mine ', 'GET /api/patients/p1 ']);
});
