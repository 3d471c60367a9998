/** X12 text as segments, for people. Pure. */
export type Shown = { segments: string[]; element: string; /** Other transaction sets of the file were left out. */ partial: boolean };

/**
 * The segments of a file; with `about`, only the envelope and the transaction sets that name it: a file speaks of many
 * patients, and nobody needs the others to understand one claim.
 */
export function segmentsOf(text: string, about?: string): Shown {
  const isX12 = text.startsWith('ISA');
  const element = isX12 ? text.charAt(3) : '*';
  const all = text.split(isX12 ? text.charAt(105) : '\n').map((line) => line.trim()).filter(Boolean);
  if (!about || !isX12) return { segments: all, element, partial: false };
  const sets = new Map<number, string[]>();
  let open: string[] | null = null;
  all.forEach((segment, index) => {
    if (segment.startsWith(`ST${element}`)) sets.set(index, open = []);
    open?.push(segment);
    if (segment.startsWith(`SE${element}`)) open = null;
  });
  const about_it = (set: string[]) => set.some((segment) => segment.split(element).includes(about));
  const kept = [...sets.values()].filter(about_it);
  if (!kept.length || kept.length === sets.size) return { segments: all, element, partial: false };
  const inSet = new Set([...sets.values()].flat());
  const first = all.findIndex((segment) => segment.startsWith(`ST${element}`));
  const outside = all.map((segment, index) => ({ segment, index })).filter(({ segment }) => !inSet.has(segment));
  return {
    segments: [...outside.filter(({ index }) => index < first), ...kept.flat().map((segment) => ({ segment })), ...outside.filter(({ index }) => index > first)].map(({ segment }) => segment),
    element, partial: true,
  };
}
