import { and, asc, desc, eq, inArray, like, type SQL } from 'drizzle-orm';
import { stepIdOf } from '../../domain/cell.ts';
import type { AttemptRow } from '../../domain/run/run.ts';
import { LOCAL_SCOPE, scopesOfWriters } from '../../domain/scope.ts';
import type { Scopes } from '../../runtime/ports/cache.ts';
import type {
  DurationsQuery,
  History,
  LengthsQuery,
  PastDuration,
} from '../../runtime/ports/history.ts';
import type { Database } from '../database/database.ts';
import { paidTimes } from './paid-times.ts';

const RUNS_LOOKED_AT = 20;
/** Most runs of a step may have taken it from the cache. */
const RUNS_COUNTED = 100;
const MOST_LENGTHS = 20;
/** Of cells, of which a run may have thousands. */
const MOST_ATTEMPTS = 200;

/** What earlier runs tell of work to come. A run that took everything from the cache has no attempts, and costs next to nothing. */
export function history(database: Database): History {
  return {
    durations: (query, scopes = [LOCAL_SCOPE]) => durations(database, query, scopes),
    lengths: (query) => lengths(database, query),
    paidTimes: (query) => paidTimes(database, query),
  };
}

type Found = Map<string, PastDuration>;

async function durations(
  database: Database,
  { pipeline, keys }: DurationsQuery,
  scopes: Scopes,
): Promise<ReadonlyMap<string, PastDuration>> {
  const { runs } = database.tables;
  const isOf = and(eq(runs.pipeline, pipeline), inArray(runs.scope, [...scopes]));
  const found: Found = new Map();
  for (const run of await newestRuns(database, isOf, RUNS_LOOKED_AT)) {
    const ofRun = withMatrixSteps(successesIn(run, await attemptsOf(database, run)));
    for (const [key, duration] of ofRun) if (!found.has(key)) found.set(key, duration);
    if (keys.every((key) => found.has(key))) break;
  }
  return found;
}

async function lengths(
  database: Database,
  { repository, pipeline, key }: LengthsQuery,
): Promise<readonly number[]> {
  const { runs: rows, attempts } = database.tables;
  const isTrusted = inArray(rows.scope, [...scopesOfWriters(repository)]);
  const isOf = and(eq(rows.repository, repository), eq(rows.pipeline, pipeline), isTrusted);
  const runs = await newestRuns(database, isOf, RUNS_COUNTED);
  const own = await lengthsIn(database, runs, eq(attempts.key, key));
  const step = stepIdOf(key);
  if (own.length > 0 || step === key) return own;
  // An underscore stands for any character there, so that more may be found than is its step's.
  return lengthsIn(database, runs, like(attempts.key, `${step}[%`), step);
}

/** Of one row, or of all cells of a step. */
async function lengthsIn(
  { read, tables: { attempts } }: Database,
  runs: readonly string[],
  isOf: SQL,
  step: string | null = null,
): Promise<readonly number[]> {
  const rows = await read
    .select({ run: attempts.run, body: attempts.body })
    .from(attempts)
    .where(and(inArray(attempts.run, [...runs]), isOf))
    .orderBy(desc(attempts.run), asc(attempts.key), asc(attempts.attempt))
    .limit(MOST_ATTEMPTS);
  const those = rows.filter(({ body }) => step === null || stepIdOf(body.key) === step);
  const byRun = Map.groupBy(those, ({ run }) => run);
  const found = runs.flatMap((run) => {
    const bodies = (byRun.get(run) ?? []).map(({ body }) => body);
    return [...successesIn(run, bodies).values()];
  });
  return found.slice(0, MOST_LENGTHS).map(({ ms }) => ms);
}

async function newestRuns(
  { read, tables: { runs } }: Database,
  isOf: SQL | undefined,
  most: number,
): Promise<readonly string[]> {
  const found = read.select({ id: runs.id }).from(runs).where(isOf);
  return (await found.orderBy(desc(runs.createdAt)).limit(most)).map(({ id }) => id);
}

async function attemptsOf({ read, tables }: Database, run: string): Promise<readonly AttemptRow[]> {
  const { attempts } = tables;
  const rows = await read
    .select({ body: attempts.body })
    .from(attempts)
    .where(eq(attempts.run, run))
    .orderBy(asc(attempts.attempt));
  return rows.map(({ body }) => body);
}

function successesIn(run: string, attempts: readonly AttemptRow[]): Found {
  const found: Found = new Map();
  const spent = new Map<string, number>();
  for (const { key, status, startedAt, endedAt, resumedFrom } of attempts) {
    if (startedAt === null || endedAt === null) continue;
    const before = resumedFrom === null ? 0 : (spent.get(key) ?? 0);
    const ms = before + Math.max(0, endedAt - startedAt);
    spent.set(key, ms);
    if (status === 'succeeded') found.set(key, { run, endedAt, ms });
  }
  return found;
}

function withMatrixSteps(found: Found): Found {
  for (const [key, duration] of found) {
    const step = stepIdOf(key);
    if (duration.ms > (found.get(step)?.ms ?? -1)) found.set(step, duration);
  }
  return found;
}
