import type { OutputReport } from '../../../schemas/attempt-report.generated.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Checkpoint, LogIndex, Material, Sample } from '../../runtime/ports/attempts.ts';
import type { ColumnKit } from './column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

export type LogLine = OutputReport['lines'][number];

/** What attempts told. */
export function recordTables(kit: ColumnKit) {
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
    logTails: table('log_tails', {
      ...ofAttempt(kit),
      seq: int().notNull(),
      lines: int().notNull(),
      bytes: int().notNull(),
      body: json().$type<LogLine[]>().notNull(),
    }),
    logs: table('logs', { ...ofAttempt(kit), body: json().$type<LogIndex>().notNull() }),
  };
}
