import type { Digest } from '../../../domain/digest.ts';
import type { ColumnKit } from '../column-kit.ts';

/** Which bytes stay, and which are to go. */
export function garbageTables({ table, text, int }: ColumnKit) {
  return {
    pins: table('pins', {
      digest: text().$type<Digest>().notNull(),
      expiresAt: int().notNull(),
    }),
    condemned: table('condemned', {
      digest: text().$type<Digest>().notNull(),
      since: int().notNull(),
    }),
  };
}
