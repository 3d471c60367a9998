/** With which devices somebody goes into a call: what was chosen last time on this device, else what the check found. */
export type Choice = { microphone: boolean; camera: boolean };
const KEY = 'wardline.devices';

/** Sound alone is pre-selected, never forced: without a camera, or where the connection was too weak for pictures. */
export function suggested(check: Record<string, string> | null): Choice {
  const weak = check?.network === 'bad' || check?.network === 'failed';
  const blind = check?.camera === 'none' || check?.camera === 'denied';
  return { microphone: true, camera: !weak && !blind };
}

export function chosen(check: Record<string, string> | null): Choice {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<Choice> | null;
    if (typeof kept?.camera === 'boolean') return { microphone: true, camera: kept.camera };
  } catch { /* private mode */ }
  return suggested(check);
}

export function choose(camera: boolean) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ camera }));
  } catch { /* private mode: asked again next time */ }
}
