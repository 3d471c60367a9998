/** Case data as single values with their dotted path, and a typed text as the kind of value that was there. */
export type Value = { path: string; value: unknown };

export function paths(data: Record<string, unknown>, around = ''): Value[] {
  return Object.entries(data).flatMap(([name, value]) => {
    const path = around ? `${around}.${name}` : name;
    if (typeof value === 'object' && value !== null) return Array.isArray(value) ? [] : paths(value as Record<string, unknown>, path);
    return [{ path, value }];
  });
}

/** Empty removes the value; a number stays a number, yes or no stays that, everything else is text. */
export function read(text: string, before: unknown): string | number | boolean | null {
  if (text.trim() === '') return null;
  if (typeof before === 'boolean') return text === 'true';
  if (typeof before === 'number' && Number.isFinite(Number(text))) return Number(text);
  return text;
}

/** Lines of `name: value` as an object (dots make groups); null when a line is neither that nor empty. */
export function payload(text: string): Record<string, unknown> | null {
  const found: Record<string, unknown> = {};
  for (const line of text.split('\n').filter((one) => one.trim())) {
    const [, path, value] = /^\s*([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (!path || value === undefined) return null;
    const names = path.split('.');
    let around = found;
    for (const name of names.slice(0, -1)) {
      if (!Object.hasOwn(around, name)) around[name] = {};
      const inner = around[name];
      if (typeof inner !== 'object' || inner === null) return null; // `a: 1` and `a.b: 2` contradict each other
      around = inner as Record<string, unknown>;
    }
    around[names[names.length - 1] ?? path] = plain(value);
  }
  return found;
}

/** A typed text as the number, or the yes or no, that it spells; else as the text; nothing where it is empty. */
export function plain(text: string): string | number | boolean | null {
  if (text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
