import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import type { AttemptId, Attempts } from '../../runtime/ports/attempts.ts';
import type { Database } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

type OfAttempt = Tables['samples' | 'checkpoints' | 'materials' | 'logs'];

type Reading = Pick<Database, 'read' | 'tables'>;

/** Reads of what attempts told. */
export function attempts({ read, tables }: Reading): Attempts {
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
    spread: (of, most) => spread({ read, tables }, of, most),
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

async function spread(
  { read, tables: { samples } }: Reading,
  of: AttemptId,
  most: number,
): ReturnType<Attempts['spread']> {
  const [last] = await read
    .select({ seq: samples.seq })
    .from(samples)
    .where(isOf(samples, of))
    .orderBy(desc(samples.seq))
    .limit(1);
  if (last === undefined) return [];
  // They are counted from 1, without gaps.
  const every = Math.ceil(last.seq / most);
  const rows = await read
    .select({ seq: samples.seq, body: samples.body })
    .from(samples)
    .where(and(isOf(samples, of), sql`(${last.seq} - ${samples.seq}) % ${every} = 0`))
    .orderBy(asc(samples.seq));
  return rows.map(({ seq, body: { at, step, values } }) => ({ seq, at, step, values }));
}

function isOf(table: OfAttempt, { run, key, attempt }: AttemptId) {
  return and(eq(table.run, run), eq(table.key, key), eq(table.attempt, attempt));
}
