import type { OutputReport } from '../../../../schemas/attempt-report.generated.ts';
import type { ColumnKit } from '../column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** The first line of a row has the time at which all of it was told; left out: kept before that was. */
export type LogLine = OutputReport['lines'][number] & { readonly at?: number };

/** The last lines of what attempts printed. */
export function logTables(kit: ColumnKit) {
  const { table, int, json } = kit;
  return {
    logTails: table('log_tails', {
      ...ofAttempt(kit),
      seq: int().notNull(),
      lines: int().notNull(),
      bytes: int().notNull(),
      body: json().$type<LogLine[]>().notNull(),
    }),
  };
}
