import { and, desc, eq, inArray, ne } from 'drizzle-orm';
import type { PastRun } from '../../costs/step-estimate.ts';
import type { AttemptRow } from '../../domain/run/run.ts';
import type { PaidTimesQuery } from '../../runtime/ports/history.ts';
import type { Database } from '../database/database.ts';

const RUNS_LOOKED_AT = 20;
/** Of all these runs together. */
const MOST_ATTEMPTS = 10_000;

/** How long rows were paid for in the last runs of a pipeline. */
export async function paidTimes(
  database: Database,
  query: PaidTimesQuery,
): Promise<readonly PastRun[]> {
  const runs = await newestRuns(database, query);
  const rows = await attemptsOf(database, runs);
  const byRun = Map.groupBy(rows, ({ run }) => run);
  // The oldest may be there in part only: what is left of it would be too short.
  const cut = rows.length < MOST_ATTEMPTS ? null : rows.at(-1)?.run;
  return runs.flatMap((run) => {
    const times = timesOf((byRun.get(run) ?? []).map(({ body }) => body));
    return times.size === 0 || (run === cut && byRun.size > 1) ? [] : [times];
  });
}

async function newestRuns(
  { read, tables }: Database,
  { pipeline, scopes, except }: PaidTimesQuery,
): Promise<readonly string[]> {
  const { runs } = tables;
  const isOf = and(eq(runs.pipeline, pipeline), inArray(runs.scope, [...scopes]));
  const found = await read
    .select({ id: runs.id })
    .from(runs)
    .where(and(isOf, ne(runs.id, except)))
    .orderBy(desc(runs.createdAt), desc(runs.id))
    .limit(RUNS_LOOKED_AT);
  return found.map(({ id }) => id);
}

async function attemptsOf(
  { read, tables: { attempts } }: Database,
  runs: readonly string[],
): Promise<readonly { readonly run: string; readonly body: AttemptRow }[]> {
  // Ids of runs grow with time.
  return read
    .select({ run: attempts.run, body: attempts.body })
    .from(attempts)
    .where(inArray(attempts.run, [...runs]))
    .orderBy(desc(attempts.run))
    .limit(MOST_ATTEMPTS);
}

function timesOf(attempts: readonly AttemptRow[]): PastRun {
  const times = new Map<string, number>();
  const succeeded = new Set<string>();
  for (const { key, status, orderedAt, startedAt, endedAt, machine } of attempts) {
    if (status === 'succeeded') succeeded.add(key);
    if (startedAt === null || endedAt === null) continue;
    const from = machine === undefined ? startedAt : orderedAt;
    times.set(key, (times.get(key) ?? 0) + Math.max(0, endedAt - from));
  }
  for (const key of times.keys()) if (!succeeded.has(key)) times.delete(key);
  return times;
}
