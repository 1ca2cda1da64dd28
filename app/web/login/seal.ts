import { hkdfSync } from 'node:crypto';
import { EncryptJWT, errors, jwtDecrypt, type JWTPayload } from 'jose';
import type { Clock } from '../../runtime/ports/clock.ts';

/** Texts that only this app can write and read, for a purpose and a time. */
export type Seal = {
  readonly close: (content: JWTPayload) => Promise<string>;
  /** Null: it is not ours, for another purpose, or its time is over. */
  readonly open: (text: string) => Promise<JWTPayload | null>;
};

/** Makes a seal of its own key for each purpose, so that what one sealed means nothing to another. */
export function createSeal(
  { key, clock }: { readonly key: Uint8Array; readonly clock: Pick<Clock, 'now'> },
  purpose: string,
  lifetimeMs: number,
): Seal {
  const own = new Uint8Array(hkdfSync('sha256', key, '', `mlpipelines pages: ${purpose}`, 32));
  return {
    close: (content) =>
      new EncryptJWT(content)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(new Date(clock.now() + lifetimeMs))
        .encrypt(own),
    open: async (text) => {
      try {
        const { payload } = await jwtDecrypt(text, own, {
          currentDate: new Date(clock.now()),
          requiredClaims: ['exp'],
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return payload;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
