import type { Digest } from '../../../domain/digest.ts';
import type { Checkpoint, LogIndex, Material, Sample } from '../../../runtime/ports/attempts.ts';
import type { ColumnKit } from '../column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** What attempts told beside events. */
export function attemptTables(kit: ColumnKit) {
  const { table, text, int, json } = kit;
  return {
    samples: table('samples', {
      ...ofAttempt(kit),
      seq: int().notNull(),
      body: json().$type<Sample>().notNull(),
    }),
    checkpoints: table('checkpoints', {
      ...ofAttempt(kit),
      digest: text().$type<Digest>().notNull(),
      pipeline: text().notNull(),
      cacheKey: text().$type<Digest>(),
      scope: text().notNull(),
      savedAt: int().notNull(),
      body: json().$type<Checkpoint>().notNull(),
    }),
    materials: table('materials', { ...ofAttempt(kit), body: json().$type<Material>().notNull() }),
    /** How long a log is and how it ends, not its lines. */
    logs: table('logs', { ...ofAttempt(kit), body: json().$type<LogIndex>().notNull() }),
  };
}
