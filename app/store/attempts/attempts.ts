import { and, asc, eq, gt } from 'drizzle-orm';
import type { AttemptId, Attempts } from '../../runtime/ports/attempts.ts';
import type { Database } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

type OfAttempt = Tables['samples' | 'checkpoints' | 'materials' | 'logs'];

/** Reads of what attempts told. */
export function attempts({ read, tables }: Database): Attempts {
  const { samples, checkpoints, materials, logs } = tables;
  return {
    samples: async (of, after) => {
      const rows = await read
        .select({ seq: samples.seq, body: samples.body })
        .from(samples)
        .where(and(isOf(samples, of), gt(samples.seq, after)))
        .orderBy(asc(samples.seq));
      return rows.map(({ seq, body: { at, step, values } }) => ({ seq, at, step, values }));
    },
    checkpoints: async (of) => {
      const rows = await read
        .select({ body: checkpoints.body })
        .from(checkpoints)
        .where(isOf(checkpoints, of))
        .orderBy(asc(checkpoints.savedAt));
      return rows.map(({ body }) => body);
    },
    material: async (of) => {
      return (await read.select().from(materials).where(isOf(materials, of)))[0]?.body ?? null;
    },
    log: async (of) => {
      return (await read.select().from(logs).where(isOf(logs, of)))[0]?.body ?? null;
    },
  };
}

function isOf(table: OfAttempt, { run, key, attempt }: AttemptId) {
  return and(eq(table.run, run), eq(table.key, key), eq(table.attempt, attempt));
}
