import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import { stepIdOf } from '../../domain/cell.ts';
import type { AttemptRow } from '../../domain/run/run.ts';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import type { Scopes } from '../../runtime/ports/cache.ts';
import type { DurationsQuery, History, PastDuration } from '../../runtime/ports/history.ts';
import type { Database } from '../database/database.ts';

const RUNS_LOOKED_AT = 20;

/** What earlier runs tell of work to come. A run that took everything from the cache has no attempts, and costs next to nothing. */
export function history(database: Database): History {
  return {
    durations: (query, scopes = [LOCAL_SCOPE]) => durations(database, query, scopes),
  };
}

type Found = Map<string, PastDuration>;

async function durations(
  database: Database,
  { pipeline, keys }: DurationsQuery,
  scopes: Scopes,
): Promise<ReadonlyMap<string, PastDuration>> {
  const found: Found = new Map();
  for (const run of await newestRuns(database, pipeline, scopes)) {
    const ofRun = durationsIn(run, await attemptsOf(database, run));
    for (const [key, duration] of ofRun) if (!found.has(key)) found.set(key, duration);
    if (keys.every((key) => found.has(key))) break;
  }
  return found;
}

async function newestRuns(
  { read, tables }: Database,
  pipeline: string,
  scopes: Scopes,
): Promise<readonly string[]> {
  const { runs } = tables;
  const rows = await read
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.pipeline, pipeline), inArray(runs.scope, [...scopes])))
    .orderBy(desc(runs.createdAt))
    .limit(RUNS_LOOKED_AT);
  return rows.map(({ id }) => id);
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

function durationsIn(run: string, attempts: readonly AttemptRow[]): Found {
  const found: Found = new Map();
  const spent = new Map<string, number>();
  for (const { key, status, startedAt, endedAt, resumedFrom } of attempts) {
    if (startedAt === null || endedAt === null) continue;
    const before = resumedFrom === null ? 0 : (spent.get(key) ?? 0);
    const ms = before + Math.max(0, endedAt - startedAt);
    spent.set(key, ms);
    if (status === 'succeeded') found.set(key, { run, endedAt, ms });
  }
  return withMatrixSteps(found);
}

function withMatrixSteps(found: Found): Found {
  for (const [key, duration] of found) {
    const step = stepIdOf(key);
    if (duration.ms > (found.get(step)?.ms ?? -1)) found.set(step, duration);
  }
  return found;
}
