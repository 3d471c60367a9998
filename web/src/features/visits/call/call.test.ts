/** The rules of a call that need no camera: who offers first, what a collision does, how good a connection is. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { verdictOf } from './network';
import { Negotiation, type Connection, type Signal } from './negotiation';
import { QualityMeter, score, wordOf, type Sample } from './quality';

type Description = { type: RTCSdpType; sdp: string };

/** As much of a peer connection as negotiation touches, with the state rules of the standard. */
class Fake {
  signalingState: RTCSignalingState = 'stable';
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  candidates: unknown[] = [];
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: null }) => void) | null = null;

  setLocalDescription() {
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    this.localDescription = { type, sdp: `${type} of ${this.name}` };
    this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable';
    return Promise.resolve();
  }

  setRemoteDescription(description: Description) {
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer') return Promise.reject(new Error('no offer to answer'));
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    return Promise.resolve();
  }

  addIceCandidate(candidate: unknown) {
    this.candidates.push(candidate);
    return Promise.resolve();
  }

  constructor(public name: string) {}
}

function pair() {
  const [patient, clinician] = [new Fake('patient'), new Fake('clinician')];
  const sent: Record<string, Signal[]> = { patient: [], clinician: [] };
  const sides = {
    patient: new Negotiation(patient as unknown as Connection, true, (signal) => sent.patient!.push(signal)),
    clinician: new Negotiation(clinician as unknown as Connection, false, (signal) => sent.clinician!.push(signal)),
  };
  return { patient, clinician, sent, sides };
}
const settle = () => vi.advanceTimersByTimeAsync(0);
const offer = (sdp: string): Signal => ({ description: { type: 'offer', sdp } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('perfect negotiation', () => {
  it('lets the impolite side offer first', async () => {
    const { patient, clinician, sent, sides } = pair();
    patient.onnegotiationneeded?.();
    clinician.onnegotiationneeded?.();
    await settle();
    expect(sent.patient).toEqual([]);
    expect(sent.clinician!.map((signal) => signal.description?.type)).toEqual(['offer']);
    await sides.patient.receive(sent.clinician![0]!);
    await sides.clinician.receive(sent.patient![0]!);
    expect([patient.signalingState, clinician.signalingState]).toEqual(['stable', 'stable']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent.patient).toHaveLength(1);
  });

  it('lets the polite side offer when nobody does', async () => {
    const { patient, sent } = pair();
    patient.onnegotiationneeded?.();
    await vi.advanceTimersByTimeAsync(3_100);
    expect(sent.patient!.map((signal) => signal.description?.type)).toEqual(['offer']);
  });

  it('resolves a collision: the polite side gives way, the impolite ignores', async () => {
    const { patient, clinician, sent, sides } = pair();
    clinician.onnegotiationneeded?.();
    await settle();
    await sides.patient.receive(sent.clinician![0]!);
    await sides.clinician.receive(sent.patient![0]!);
    sent.patient!.length = sent.clinician!.length = 0;
    patient.onnegotiationneeded?.();
    clinician.onnegotiationneeded?.();
    await settle();
    const [theirs, ours] = [sent.patient![0]!, sent.clinician![0]!];
    await sides.clinician.receive(theirs);
    expect(clinician.signalingState).toBe('have-local-offer');
    await sides.patient.receive(ours);
    expect(sent.patient![1]!.description?.type).toBe('answer');
    await sides.clinician.receive(sent.patient![1]!);
    expect([patient.signalingState, clinician.signalingState]).toEqual(['stable', 'stable']);
  });

  it('keeps candidates that come before their description, in order', async () => {
    const { patient, sides } = pair();
    await sides.patient.receive({ candidate: { candidate: 'one' } });
    await sides.patient.receive({ candidate: null });
    expect(patient.candidates).toEqual([]);
    await sides.patient.receive(offer('x'));
    expect(patient.candidates).toEqual([{ candidate: 'one' }, undefined]);
  });

  it('takes one answer and asks again when none comes', async () => {
    const { clinician, sent, sides } = pair();
    clinician.onnegotiationneeded?.();
    await settle();
    expect(sides.clinician.sayAgain()).toBe(true); // nobody answered: the same offer once more
    expect(sent.clinician!.map((one) => one.description?.sdp)).toEqual(['offer of clinician', 'offer of clinician']);
    for (const sdp of ['first', 'second']) await sides.clinician.receive({ description: { type: 'answer', sdp } });
    expect(clinician.remoteDescription?.sdp).toBe('first'); // who answers twice changes nothing
    expect(clinician.signalingState).toBe('stable');
    expect(sides.clinician.sayAgain()).toBe(false);
  });

  it('survives nonsense and says nothing after it was closed', async () => {
    const { patient, sent, sides } = pair();
    await sides.patient.receive({ description: { type: 'answer', sdp: 'to nothing' } });
    await sides.patient.receive(offer('y'));
    expect(sent.patient).toHaveLength(1);
    sides.patient.close();
    await sides.patient.receive(offer('z'));
    patient.onnegotiationneeded?.();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent.patient).toHaveLength(1);
  });
});

describe('quality', () => {
  const sample = (more: Partial<Sample>): Sample => ({ at: 0, received: 0, lost: 0, bytes: 0, jitter: 5, rtt: 40, freezes: 0, path: 'host', sentLoss: 0, frames: 0, available: null, ...more });

  it('is scored as the server scores it', () => {
    expect(score(null, null, null)).toBe(100);
    expect(score(700, null, 9)).toBeLessThan(10);
    expect([90, 60, 30, 5].map(wordOf)).toEqual(['excellent', 'good', 'poor', 'lost']);
  });

  it('says bad news at once, good news slowly, and whose side it is', () => {
    const meter = new QualityMeter();
    expect(meter.take(sample({ received: 100 })).word).toBe('excellent');
    const bad = meter.take(sample({ at: 2_000, received: 191, lost: 9, bytes: 50_000 }));
    expect([bad.word, bad.side, bad.loss, bad.kbit]).toEqual(['poor', 'theirs', 9, 200]);
    const better = meter.take(sample({ at: 4_000, received: 291, lost: 9, bytes: 100_000 }));
    expect(better.word).toBe('good');
    const ours = meter.take(sample({ at: 6_000, received: 391, lost: 9, sentLoss: 12 }));
    expect(ours.side).toBe('yours');
  });

  it('never reports less than nothing when counters begin anew', () => {
    const meter = new QualityMeter();
    meter.take(sample({ received: 500, lost: 1, bytes: 90_000 }));
    const anew = meter.take(sample({ at: 2_000, received: 20, lost: 4, bytes: 2_000 }));
    expect([anew.kbit, anew.loss]).toEqual([0, 100]);
  });

  it('calls silence what it is', () => {
    const meter = new QualityMeter();
    meter.take(sample({ received: 100 }));
    expect(meter.take(sample({ at: 2_000, received: 100 })).score).toBeLessThan(30);
  });
});

it.each([[40, null, 'good'], [40, 900, 'warning'], [320, 2_000, 'warning'], [40, 500, 'bad'], [700, null, 'bad'], [null, null, 'unknown']] as const)(
  'a network of %s ms and %s kbit/s is %s', (rtt, kbit, verdict) => expect(verdictOf(rtt, kbit)).toBe(verdict));
