/** Whose words a page keeps of the captions: of the transcript that everybody agreed to, and of no other. */
import { expect, it, vi } from 'vitest';
import { captions } from './captions';

const wire = vi.hoisted(() => ({ heard: new Map<string, (data: unknown) => void>() }));
vi.mock('@/lib/live', () => ({ onSocket: (event: string, handler: (data: unknown) => void) => { wire.heard.set(event, handler); } }));
vi.mock('./session', () => ({ call: { read: () => ({ visitId: 'v1' }), subscribe: () => undefined } }));

function said(text: string, by = 'guest-1', speaker = 'patient') {
  wire.heard.get('call:caption')?.({ visit_id: 'v1', participant_id: by, line: text, speaker, text });
}
const kept = () => captions.read().kept.map((line) => line.text);

it('who agrees anew has not agreed to what was said before', () => {
  said('before anybody agreed');
  captions.keep('v1', 't1');
  said('one');
  captions.keep('v1', 't1');
  expect(kept()).toEqual(['one']);
  captions.keep('v1', 't2'); // taken back and asked again, while this page heard of neither
  said('two');
  expect(kept()).toEqual(['two']);
  captions.letGo('v1');
  said('three');
  expect(kept()).toEqual([]);
});

it('who writes down what others say is a machine; who writes for himself is not', () => {
  said('I say this myself', 'guest-2', 'guest-2');
  said('And I what she says', 'guest-1', 'guest-2');
  expect(captions.read()).toMatchObject({ offered: true, machines: ['guest-1'] });
});
