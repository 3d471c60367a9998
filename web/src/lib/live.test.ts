import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FactStream, type Fact } from './live';

let qc: QueryClient;
let heard: number[];
const fact = (position: number, kind = 'TaskClaimed'): Fact => ({ position, kind });
const stream = (start: { epoch: string; position: number } | null) =>
  new FactStream(qc, [{ TaskClaimed: (one) => void heard.push(one.position), SlotTaken: [['slots']], Ignored: 'none' }], start);

beforeEach(() => {
  qc = new QueryClient();
  heard = [];
});

describe('facts are applied once and in order', () => {
  it('drops what was seen already', () => {
    const one = stream({ epoch: 'a', position: 10 });
    [9, 10, 11, 11, 12].forEach((position) => one.receive(fact(position)));
    expect(heard).toEqual([11, 12]);
  });
  it('asks from the last catch-up, so that a fact lost between two live ones is found', () => {
    const one = stream({ epoch: 'a', position: 10 });
    [11, 13].forEach((position) => one.receive(fact(position)));
    expect(one.last).toEqual({ epoch: 'a', position: 10 });
    one.caughtUp({ epoch: 'a', position: 13, recovered: true, facts: [fact(11), fact(12), fact(13)] });
    expect(heard).toEqual([11, 13, 12]);
    expect(one.last).toEqual({ epoch: 'a', position: 13 });
  });
  it('after an absence applies what was missed before what arrived meanwhile', () => {
    const one = stream({ epoch: 'a', position: 10 });
    one.hold();
    one.receive(fact(14));
    one.caughtUp({ epoch: 'a', position: 13, recovered: true, facts: [fact(11), fact(12), fact(13)] });
    one.receive(fact(15));
    expect(heard).toEqual([11, 12, 13, 14, 15]);
  });
  it('does not apply twice what came both ways', () => {
    const one = stream({ epoch: 'a', position: 10 });
    one.hold();
    one.receive(fact(12));
    one.caughtUp({ epoch: 'a', position: 12, recovered: true, facts: [fact(11), fact(12)] });
    expect(heard).toEqual([11, 12]);
  });
  it.each([
    ['the server cannot say', { epoch: 'a', position: 99, recovered: false, facts: [] }],
    ['the history is another one (restored backup)', { epoch: 'b', position: 3, recovered: true, facts: [] }],
  ])('reads everything again when %s', (_why, reply) => {
    const all = vi.spyOn(qc, 'invalidateQueries');
    const one = stream({ epoch: 'a', position: 10 });
    one.hold();
    one.caughtUp(reply);
    expect(all).toHaveBeenCalledOnce();
    expect(one.last).toEqual({ epoch: reply.epoch, position: reply.position });
    one.receive(fact(reply.position + 1));
    expect(heard).toEqual([reply.position + 1]);
  });
  it('keeps its position when catching up failed, so that the next try asks again', () => {
    const one = stream({ epoch: 'a', position: 10 });
    one.hold();
    one.release();
    expect(one.last).toEqual({ epoch: 'a', position: 10 });
  });
  it('reads everything again at first contact without a known start', () => {
    const all = vi.spyOn(qc, 'invalidateQueries');
    const one = stream(null);
    one.hold();
    one.caughtUp({ epoch: 'a', position: 7, recovered: true, facts: [] });
    expect(all).toHaveBeenCalledOnce();
    expect(one.last?.position).toBe(7);
  });
});

it('invalidates the keys a feature names, and ignores unknown kinds', () => {
  const invalidate = vi.spyOn(qc, 'invalidateQueries');
  const one = stream({ epoch: 'a', position: 0 });
  one.receive(fact(1, 'SlotTaken'));
  one.receive(fact(2, 'Ignored'));
  one.receive(fact(3, 'FromTheFuture'));
  expect(invalidate.mock.calls).toEqual([[{ queryKey: ['slots'] }]]);
});

it('reads again what is on the screen when something is new for whom one acts', () => {
  const invalidate = vi.spyOn(qc, 'invalidateQueries');
  stream({ epoch: 'a', position: 0 }).receive(fact(1, 'acting'));
  expect(invalidate).toHaveBeenCalledOnce();
  const asked = invalidate.mock.calls[0]?.[0]?.predicate;
  expect([['session'], ['my', 'record']].map((queryKey) => asked?.({ queryKey } as never))).toEqual([false, true]);
});
