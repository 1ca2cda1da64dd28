import { and, asc, desc, eq, gt, inArray } from 'drizzle-orm';
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
    spread: (of, most, mostBytes = Infinity) => spread({ read, tables }, of, { most, mostBytes }),
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

/** So many at a time: each is as large as an executor may tell. */
const READ_AT_ONCE = 20;

async function spread(
  { read, tables: { samples } }: Reading,
  of: AttemptId,
  { most, mostBytes }: { readonly most: number; readonly mostBytes: number },
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
  const found: Awaited<ReturnType<Attempts['spread']>>[number][] = [];
  let bytes = 0;
  for (let seq = last.seq; seq > 0 && bytes <= mostBytes; seq -= every * READ_AT_ONCE) {
    const seqs = Array.from({ length: READ_AT_ONCE }, (_, at) => seq - at * every);
    const rows = await read
      .select({ seq: samples.seq, body: samples.body })
      .from(samples)
      .where(and(isOf(samples, of), inArray(samples.seq, seqs)))
      .orderBy(desc(samples.seq));
    for (const row of rows) {
      const { at, step, values } = row.body;
      bytes += JSON.stringify(values).length;
      if (bytes <= mostBytes || found.length === 0) found.push({ seq: row.seq, at, step, values });
    }
  }
  return found.slice(0, most).toReversed();
}

function isOf(table: OfAttempt, { run, key, attempt }: AttemptId) {
  return and(eq(table.run, run), eq(table.key, key), eq(table.attempt, attempt));
}
