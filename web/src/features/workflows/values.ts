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
