/** "Post-op call" -> `post_op_call`, the name that diagrams, the database and addresses use. */
export function processIdFor(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '').slice(0, 60);
}

/** What the server takes as the id of a pathway. */
export const isProcessId = (text: string) => /^[a-z][a-z0-9_]{1,59}$/.test(text);
