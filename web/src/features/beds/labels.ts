/** Names of beds as somebody types them: "1-8, 12A, Window" are ten beds. */
const RUN = /^(\d{1,4})\s*[-–]\s*(\d{1,4})$/;
export const MOST = 100;

/** What was typed as names, each once, in order; null when it is more than can be added at once. */
export function bedLabels(typed: string): string[] | null {
  const found = new Set<string>();
  for (const part of typed.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean)) {
    const run = RUN.exec(part);
    const [from, to] = run ? [Number(run[1]), Number(run[2])] : [1, 0];
    if (run && to >= from) {
      if (to - from >= MOST) return null;
      const width = run[1]?.startsWith('0') ? run[1].length : 0;
      for (let n = from; n <= to; n += 1) found.add(String(n).padStart(width, '0'));
    } else found.add(part);
  }
  return found.size > MOST ? null : [...found];
}
