import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { dropRow, patchRow } from './pages';

const page = (...ids: string[]) => ({ items: ids.map((id) => ({ id, owner: null as string | null })), next: null, total: 3 });
function cached() {
  const qc = new QueryClient();
  qc.setQueryData(['tasks', 'open'], { pages: [page('1', '2'), page('3')], pageParams: [undefined, 'a'] });
  qc.setQueryData(['tasks', 'counts'], { open: 3 });
  return qc;
}
type Pages = { pages: ReturnType<typeof page>[] };

it('puts a fresh row in its place, in every list, and says whether it was there', () => {
  const qc = cached();
  expect(patchRow(qc, ['tasks'], { id: '3', owner: 'Dr Osei' })).toBe(true);
  expect(qc.getQueryData<Pages>(['tasks', 'open'])?.pages[1]?.items).toEqual([{ id: '3', owner: 'Dr Osei' }]);
  expect(patchRow(qc, ['tasks'], { id: '9' })).toBe(false);
  expect(qc.getQueryData(['tasks', 'counts'])).toEqual({ open: 3 });
});
it('takes a row out and counts it', () => {
  const qc = cached();
  dropRow(qc, ['tasks'], '2');
  expect(qc.getQueryData<Pages>(['tasks', 'open'])?.pages[0]).toEqual({ ...page('1'), total: 2 });
});
