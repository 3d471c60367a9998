/**
 * The note while it is written: saves itself, one save at a time, and never loses a word without saying so. Until the hospital
 * has it, it lies on this device's shelf, and is there again when the window was closed; what was saved meanwhile from
 * elsewhere is shown beside it.
 */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { put } from '@/lib/api';
import { useHold } from '@/lib/busy';
import { ApiProblem, asProblem } from '@/lib/problem';
import { forget, keep, kept } from '@/lib/shelf';
import type { Chart } from './api/chart';

export const SECTIONS = ['reason', 'history', 'examination', 'assessment', 'plan', 'advice'] as const;
export type SectionName = (typeof SECTIONS)[number];
export type Sections = Record<SectionName, string>;
export const REQUIRED: SectionName[] = ['history', 'assessment', 'plan'];

type Kept = { version: number; sections: Sections };
export type Conflict = { mine: Sections; saved: Sections; version: number; by: string; at: string };
export type SaveState = { kind: 'saved'; at: string | null } | { kind: 'typing' } | { kind: 'saving' } | { kind: 'failed'; problem: ApiProblem };

const PAUSE = 900;
const empty = Object.fromEntries(SECTIONS.map((name) => [name, ''])) as Sections;
export const filled = (sections: Record<string, string>): Sections => ({ ...empty, ...sections });
const same = (one: Sections, other: Sections) => SECTIONS.every((name) => one[name] === other[name]);

/** What still has to be there before signing, in the order of the screen; the server decides by the same rule. */
export function missing(sections: Sections, chart: Pick<Chart, 'diagnoses' | 'services'>): string[] {
  return [
    ...REQUIRED.filter((name) => !sections[name].trim()),
    ...(chart.diagnoses.length ? [] : ['diagnoses']),
    ...(chart.services.length ? [] : ['services']),
  ];
}

export function useNote(encounterId: string, note: Chart['note'], onSaved: (note: Chart['note']) => void) {
  const [sections, setSections] = useState(() => filled(note.sections));
  const [save, setSave] = useState<SaveState>({ kind: 'saved', at: note.saved_by_name ? note.saved_at : null });
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const latest = useRef(sections);
  const stored = useRef({ version: note.version, sections: filled(note.sections), at: note.saved_by_name ? note.saved_at : null });
  const running = useRef<Promise<boolean> | null>(null);
  const held = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const place = `note:${encounterId}`;

  /** Saves until what is stored is what is on screen; false when it could not, or while two versions wait for a choice. */
  function flush(): Promise<boolean> {
    clearTimeout(timer.current);
    running.current ??= drain().finally(() => { running.current = null; });
    return running.current;
  }

  async function drain(): Promise<boolean> {
    while (!same(latest.current, stored.current.sections)) {
      if (held.current || !(await store())) return false;
    }
    void forget(place);
    setSave((before) => (before.kind === 'typing' ? { kind: 'saved', at: stored.current.at } : before));
    return true;
  }

  async function store(): Promise<boolean> {
    const sent = latest.current;
    setSave({ kind: 'saving' });
    try {
      const kept = await put('/api/encounters/{encounter_id}/note', { path: { encounter_id: encounterId }, body: { version: stored.current.version, sections: sent } });
      stored.current = { version: kept.version, sections: sent, at: kept.saved_at };
      onSaved(kept);
      setSave(same(sent, latest.current) ? { kind: 'saved', at: kept.saved_at } : { kind: 'typing' });
      return true;
    } catch (error) {
      failed(asProblem(error), sent);
      return false;
    }
  }

  function failed(problem: ApiProblem, mine: Sections) {
    const { saved, version, saved_by, saved_at } = problem.extra as { saved?: Record<string, string>; version?: number; saved_by?: string; saved_at?: string };
    setSave({ kind: 'failed', problem });
    held.current = problem.code === 'note_changed';
    if (held.current && saved && version) setConflict({ mine, saved: filled(saved), version, by: saved_by ?? '', at: saved_at ?? '' });
    else if (problem.retryable) timer.current = setTimeout(() => void flush(), 4_000);
  }

  function type(name: SectionName, text: string) {
    show({ ...latest.current, [name]: text });
    void keep(place, { version: stored.current.version, sections: latest.current } satisfies Kept);
    clearTimeout(timer.current);
    if (!held.current) timer.current = setTimeout(() => void flush(), PAUSE);
  }

  function show(next: Sections) {
    latest.current = next;
    setSections(next);
    setSave({ kind: 'typing' });
  }

  /** Ends a conflict: what stays is stored over what the other window saved. */
  async function resolve(keep: Sections) {
    if (!conflict) return;
    stored.current = { version: conflict.version, sections: conflict.saved, at: conflict.at };
    held.current = false;
    setConflict(null);
    show(keep);
    if (same(keep, conflict.saved)) setSave({ kind: 'saved', at: conflict.at });
    else await flush();
  }

  /** What could not be sent the last time: goes on from there, or stands beside what was saved since. */
  const goOn = useEffectEvent((found: Kept | null) => {
    if (!found || !same(latest.current, stored.current.sections)) return;
    const mine = filled(found.sections);
    if (same(mine, stored.current.sections)) return void forget(place);
    show(mine);
    if (found.version === stored.current.version) return void flush();
    held.current = true;
    setSave({ kind: 'failed', problem: new ApiProblem({ code: 'note_changed' }, 409) });
    setConflict({ mine, saved: stored.current.sections, version: stored.current.version, by: note.saved_by_name, at: note.saved_at });
  });
  useEffect(() => { void kept<Kept>(place).then((found) => goOn(found)); }, [place]);

  /** Another window saved and nothing is typed here: follow it. */
  const follow = useEffectEvent(() => {
    const fresh = filled(note.sections);
    if (note.version <= stored.current.version || !same(latest.current, stored.current.sections)) return;
    stored.current = { version: note.version, sections: fresh, at: note.saved_at };
    latest.current = fresh;
    setSections(fresh);
    setSave({ kind: 'saved', at: note.saved_at });
  });
  useEffect(() => follow(), [note.version]);

  const leave = useEffectEvent(() => void flush());
  useEffect(() => () => { clearTimeout(timer.current); leave(); }, []);
  const unsaved = save.kind !== 'saved';
  useHold('typing', unsaved);
  useEffect(() => {
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [unsaved]);

  // What is typed while the choice is open belongs to "mine".
  return { sections, type, save, conflict: conflict && { ...conflict, mine: sections }, resolve, flush, version: () => stored.current.version };
}

export type NoteState = ReturnType<typeof useNote>;
