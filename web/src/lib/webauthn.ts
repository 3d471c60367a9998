/** Passkeys: the JSON of the server to what the browser's credential calls take, and back. */
type Json = Record<string, unknown>;

const bytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const text = (buffer: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/** Whether this browser can do it here: it needs https, or localhost; never a bare address. */
export const canUsePasskeys = () => typeof PublicKeyCredential !== 'undefined' && globalThis.isSecureContext && !/^[\d.:[\]]+$/.test(location.hostname);

function described(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as { id: string; type: 'public-key' }[]).map((one) => ({ type: 'public-key', id: bytes(one.id) }));
}

/** A new passkey for these options, as the server wants it; null when the person changed their mind. */
export async function createPasskey(options: Json): Promise<Json | null> {
  const { challenge, user, excludeCredentials, ...rest } = options as { challenge: string; user: { id: string }; excludeCredentials?: unknown };
  const publicKey = { ...rest, challenge: bytes(challenge), user: { ...user, id: bytes(user.id) }, excludeCredentials: described(excludeCredentials) };
  const made = await asked(() => navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions }));
  if (!made) return null;
  const response = made.response as AuthenticatorAttestationResponse;
  return { ...idOf(made), response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) } };
}

/** The answer of a passkey to a challenge; null when the person changed their mind. */
export async function askPasskey(options: Json): Promise<Json | null> {
  const { challenge, allowCredentials, ...rest } = options as { challenge: string; allowCredentials?: unknown };
  const publicKey = { ...rest, challenge: bytes(challenge), allowCredentials: described(allowCredentials) };
  const found = await asked(() => navigator.credentials.get({ publicKey: publicKey as PublicKeyCredentialRequestOptions }));
  if (!found) return null;
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    ...idOf(found),
    response: {
      clientDataJSON: text(response.clientDataJSON), authenticatorData: text(response.authenticatorData), signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null;
  } catch (error) {
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name)) return null;
    throw error;
  }
}

const idOf = (credential: PublicKeyCredential) => ({ id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {} });
