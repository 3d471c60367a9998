/** `const confirm = useConfirm()`: asks before something that cannot be undone, with a reason where the record needs one. */
export type Question = {
  title: string;
  /** What will happen, in one or two sentences. */
  body: string;
  /** The verb on the button: "Cancel the visit", never "OK". */
  verb: string;
  destructive?: boolean;
  /** Asks why; the answer is required. */
  reason?: { label: string; placeholder?: string };
  /** Something that may go with it, or not; not unless it is chosen. */
  also?: { label: string; hint: string };
  /** The answer that keeps things as they are; "Go back" when not given. */
  keep?: string;
};
export type Answer = { reason: string; also: boolean } | null;
export type Pending = { question: Question; answer: (answer: Answer) => void } | null;

let pending: Pending = null;
const listeners = new Set<() => void>();

function set(next: Pending) {
  pending = next;
  for (const listener of listeners) listener();
}

/** Resolves with null when the person goes back, with `{reason, also}` when they go on. One question at a time. */
export function ask(question: Question): Promise<Answer> {
  pending?.answer(null);
  return new Promise((resolve) => set({ question, answer: (answer) => { set(null); resolve(answer); } }));
}

export const useConfirm = () => ask;
export const readPending = () => pending;
export function subscribePending(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
