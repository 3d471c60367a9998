/** Who is in the call besides oneself, and what of them is to be seen and heard. */
import type { Shown } from './state';

export type Person = {
  id: string; name: string; role: string; gen: number; stream: MediaStream | null; screen: MediaStream | null;
  microphone: boolean; camera: boolean; sharing: boolean; away: boolean;
};
export type Guest = { participant_id: string; name: string; role: string; out?: boolean };

export const person = (id: string, more: Partial<Person> = {}): Person => ({
  id, name: '', role: id.startsWith('guest-') ? 'guest' : id, gen: 0, stream: null, screen: null, microphone: true, camera: true, sharing: false, away: false, ...more,
});

/** The list with one of them changed; somebody new is added. */
export function withPerson(people: Person[], id: string, change: Partial<Person>): Person[] {
  if (!people.some((one) => one.id === id)) return [...people, person(id, change)];
  return people.map((one) => (one.id === id ? { ...one, ...change } : one));
}

/** Streams from what the relay shows; a stream stays the same object while its tracks do, so that no picture flickers. */
export function withTracks(people: Person[], shown: Shown[]): Person[] {
  return people.map((one) => {
    const of = (screen: boolean) => shown.filter((place) => place.participant === one.id && (place.source === 'screen') === screen).map((place) => place.track);
    return { ...one, stream: same(one.stream, of(false)), screen: same(one.screen, of(true)) };
  });
}

function same(before: MediaStream | null, tracks: MediaStreamTrack[]): MediaStream | null {
  if (!tracks.length) return null;
  const known = before?.getTracks() ?? [];
  return before && known.length === tracks.length && tracks.every((track) => known.includes(track)) ? before : new MediaStream(tracks);
}

/** Names of guests, which may be told before the guest is seen to come. */
export class Guests {
  private invited = new Map<string, { name: string; role: string }>();

  named = (id: string) => this.invited.get(id);

  /** The list without those who were asked to leave, and with the names of the others. */
  heard(people: Person[], guests: Guest[]): Person[] {
    for (const { participant_id: id, name, role, out } of guests) {
      this.invited.set(id, { name, role });
      if (out) people = people.filter((one) => one.id !== id);
      else if (people.some((one) => one.id === id)) people = withPerson(people, id, { name, role });
    }
    return people;
  }
}
