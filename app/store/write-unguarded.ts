import { and, eq, inArray } from 'drizzle-orm';
import { LOCAL_SCOPE } from '../domain/scope.ts';
import type { Change } from '../runtime/ports/store-port.ts';
import type { Query } from './database/database.ts';
import { excluded } from './database/excluded.ts';
import { inChunks } from './database/in-chunks.ts';
import { withRows } from './database/kept-statements.ts';
import { leaseId } from './work/lease-id.ts';
import type { Tables } from './schema/tables.ts';

type Changes = readonly Change[];

/** Writes what goes with a decision but is guarded by nothing: plans, finished effects, leases, cache parts. */
export async function writeUnguarded(
  query: Query,
  tables: Tables,
  changes: Changes,
): Promise<void> {
  await savePlans(query, tables, changes);
  await finishEffects(query, tables, changes);
  await holdLeases(query, tables, changes);
  await saveCacheParts(query, tables, changes);
  await dropTimers(query, tables, changes);
}

async function savePlans(query: Query, { plans }: Tables, changes: Changes): Promise<void> {
  for (const change of changes) {
    if (change.type !== 'plan.save') continue;
    const row = { digest: change.digest, body: change.plan };
    await query.insert(plans).values(row).onConflictDoNothing();
  }
}

async function finishEffects(query: Query, { effects }: Tables, changes: Changes): Promise<void> {
  const finished = changes.filter((change) => change.type === 'effect.finish');
  const owners = Map.groupBy(finished, ({ owner }) => owner);
  for (const [owner, theirs] of owners) {
    const ids = theirs.map(({ effect }) => effect);
    await inChunks(ids, (chunk) =>
      query.delete(effects).where(and(inArray(effects.id, chunk), eq(effects.owner, owner))),
    );
  }
}

async function holdLeases(query: Query, { leases }: Tables, changes: Changes): Promise<void> {
  const held = changes.filter((change) => change.type === 'lease.hold');
  const rows = held.map(({ lease: { run, key, attempt, owner, until } }) => {
    return { id: leaseId({ run, key, attempt }), run, key, attempt, owner, expiresAt: until };
  });
  const set = { owner: excluded('owner'), expiresAt: excluded('expires_at') };
  await inChunks(lastOf(rows), (chunk) =>
    withRows(query, 'hold leases', chunk, (values) =>
      query.insert(leases).values(values).onConflictDoUpdate({ target: leases.id, set }),
    ),
  );
}

/** An upsert must not name a row twice: the last one holds. */
function lastOf<T extends { readonly id: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

async function saveCacheParts(query: Query, { cacheParts }: Tables, all: Changes): Promise<void> {
  const rows = all.flatMap((change) => {
    if (change.type !== 'cache.parts') return [];
    return [{ ...change.parts, scope: change.scope ?? LOCAL_SCOPE }];
  });
  const set = {
    at: excluded('at'),
    cacheKey: excluded('cache_key'),
    parts: excluded('parts'),
  };
  await inChunks(rows, (chunk) =>
    query
      .insert(cacheParts)
      .values(chunk)
      .onConflictDoUpdate({ target: [cacheParts.run, cacheParts.key], set }),
  );
}

async function dropTimers(query: Query, { timers }: Tables, changes: Changes): Promise<void> {
  for (const change of changes) {
    if (change.type !== 'timer.drop') continue;
    const one = and(eq(timers.run, change.run), eq(timers.id, change.timer));
    await query.delete(timers).where(one);
  }
}
