/** Only a path of our own is followed after sign-in: never another site's address. */
export const safeNext = (next: unknown): string => (typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/');
