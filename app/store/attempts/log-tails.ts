import { and, desc, eq, gt, lt } from 'drizzle-orm';
import type { LogTails, TailLine } from '../../runtime/ports/logs.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Database, Query } from '../database/database.ts';
import type { LogLine } from '../schema/tables/log-tables.ts';
import type { Tables } from '../schema/tables.ts';
import { cut } from '../../../text/shortened.ts';

const MOST_LINES = 2000;
const MOST_BYTES = 256 * 1024;

/** The last lines of attempts. Lines that came together are one row, numbered by its last line, and go together. */
export function logTails(database: Database): LogTails {
  const { read, tables } = database;
  const { logTails: rows } = tables;
  return {
    append: async (of, lines, at) => {
      if (lines.length === 0) return;
      const [first, ...rest] = fitTail(lines);
      const kept = first === undefined ? [] : [{ ...first, at }, ...rest];
      const last = { lines: kept, from: lines.length };
      await database.transact((query) => append(query, tables, of, last));
    },
    read: async (of, after, limit) => {
      const found = await read
        .select({ seq: rows.seq, body: rows.body })
        .from(rows)
        .where(and(isOf(rows, of), gt(rows.seq, after)))
        .orderBy(desc(rows.seq))
        // Each row holds a line at least.
        .limit(limit);
      const lines = found.toReversed().flatMap(linesOf);
      return lines.filter(({ seq }) => seq > after).slice(-limit);
    },
  };
}

async function append(
  query: Query,
  { logTails: rows }: Tables,
  of: AttemptId,
  { lines: body, from }: { readonly lines: LogLine[]; readonly from: number },
): Promise<void> {
  const kept = await query
    .select({ seq: rows.seq, lines: rows.lines, bytes: rows.bytes })
    .from(rows)
    .where(isOf(rows, of))
    .orderBy(desc(rows.seq));
  const seq = (kept[0]?.seq ?? 0) + from;
  const added = { seq, lines: body.length, bytes: bytesOf(body) };
  const { run, key, attempt } = of;
  await query.insert(rows).values({ run, key, attempt, ...added, body });
  const oldest = oldestKept([added, ...kept]);
  if (oldest > (kept.at(-1)?.seq ?? seq)) {
    await query.delete(rows).where(and(isOf(rows, of), lt(rows.seq, oldest)));
  }
}

type Weight = { readonly seq: number; readonly lines: number; readonly bytes: number };

/** Newest first; gives the number of the oldest row that still fits. */
function oldestKept(weights: readonly Weight[]): number {
  let [lines, bytes, oldest] = [0, 0, 0];
  for (const weight of weights) {
    lines += weight.lines;
    bytes += weight.bytes;
    if (oldest > 0 && (lines > MOST_LINES || bytes > MOST_BYTES)) break;
    oldest = weight.seq;
  }
  return oldest;
}

/** The last of the lines that fit a tail; of a line that is longer than a whole tail, its beginning. */
function fitTail(lines: readonly LogLine[]): LogLine[] {
  const kept: LogLine[] = [];
  let bytes = 0;
  for (const line of lines.slice(-MOST_LINES).toReversed()) {
    bytes += bytesOf([line]);
    if (bytes > MOST_BYTES) break;
    kept.push(line);
  }
  const last = lines.at(-1);
  if (kept.length > 0 || last === undefined) return kept.toReversed();
  return [{ stream: last.stream, text: cut(last.text, MOST_BYTES / 4) }];
}

function bytesOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, 0);
}

function linesOf({ seq, body }: { readonly seq: number; readonly body: LogLine[] }): TailLine[] {
  const first = seq - body.length + 1;
  const at = body[0]?.at ?? null;
  return body.map(({ stream, text }, index) => ({ seq: first + index, stream, text, at }));
}

function isOf(table: Tables['logTails'], { run, key, attempt }: AttemptId) {
  return and(eq(table.run, run), eq(table.key, key), eq(table.attempt, attempt));
}
