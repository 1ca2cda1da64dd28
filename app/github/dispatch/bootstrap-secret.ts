import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What lets the jobs of one dispatch claim their attempts where GitHub gives them no identity. Made anew from the app's key
 * whenever it is wanted: nothing of it is stored, and a dispatch that is repeated has the same. Who reads it from the
 * dispatch can take an attempt of untrusted code from its job and make up what came of it, which grants nothing.
 */
export function bootstrapSecret(key: Uint8Array, dispatch: string): string {
  return createHmac('sha256', key).update(`mlpipelines bootstrap\n${dispatch}`).digest('base64url');
}

/** Whether a text is the secret of a dispatch; takes the same time for any wrong one of its length. */
export function isBootstrapSecret(key: Uint8Array, dispatch: string, text: string): boolean {
  const wanted = Buffer.from(bootstrapSecret(key, dispatch));
  const given = Buffer.from(text);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
