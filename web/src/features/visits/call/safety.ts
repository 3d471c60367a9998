/** The safety code of a call from browser to browser: both screens show the same digits exactly when nobody sits in between. */
const GROUPS = 4;

const fingerprint = (sdp: string | undefined) => /a=fingerprint:sha-256 ([0-9A-F:]+)/i.exec(sdp ?? '')?.[1]?.toUpperCase() ?? null;

/** Four groups of five digits made of both certificates' fingerprints; null while one of them is not known. */
export async function safetyCode(local: string | undefined, remote: string | undefined): Promise<string | null> {
  const [one, other] = [fingerprint(local), fingerprint(remote)];
  if (!one || !other || !globalThis.crypto?.subtle) return null;
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode([one, other].sort().join('|'))));
  return Array.from({ length: GROUPS }, (_, group) => {
    const four = new DataView(bytes.buffer, group * 4, 4).getUint32(0);
    return String(four % 100_000).padStart(5, '0');
  }).join(' ');
}
