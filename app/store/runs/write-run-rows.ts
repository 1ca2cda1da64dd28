import { and, eq, inArray } from 'drizzle-orm';
import { scopeOf } from '../../domain/scope.ts';
import type { ChangeOf } from '../../runtime/ports/store.ts';
import type { Query } from '../database/database.ts';
import { excluded } from '../database/excluded.ts';
import { inChunks } from '../database/in-chunks.ts';
import { withRows } from '../database/kept-statements.ts';
import { leaseId } from '../work/lease-id.ts';
import type { Tables } from '../schema/tables.ts';

type RunChanges = readonly ChangeOf<'run.change'>[];

/** Writes exactly the rows that the patches name, of all runs together: a statement a table, however many events made them. */
export async function writeRunRows(
  query: Query,
  tables: Tables,
  changes: RunChanges,
): Promise<void> {
  await writeSteps(query, tables, changes);
  await writeAttempts(query, tables, changes);
  await writeTimers(query, tables, changes);
  await writeEffects(query, tables, changes);
  await writeEvents(query, tables, changes);
  await writeCacheEntries(query, tables, changes);
  await endDrives(query, tables, changes);
  await oweCosts(query, tables, changes);
}

async function writeSteps(query: Query, { steps }: Tables, changes: RunChanges): Promise<void> {
  const rows = changes.flatMap(({ run, patch }) =>
    patch.steps.map((body) => {
      const { key, order: position, state, result } = body;
      return { run, key, position, state, result, body };
    }),
  );
  const set = {
    position: excluded('position'),
    state: excluded('state'),
    result: excluded('result'),
    body: excluded('body'),
  };
  await inChunks(rows, (chunk) =>
    withRows(query, 'save steps', chunk, (values) =>
      query
        .insert(steps)
        .values(values)
        .onConflictDoUpdate({ target: [steps.run, steps.key], set }),
    ),
  );
}

async function writeAttempts(query: Query, tables: Tables, changes: RunChanges): Promise<void> {
  const { attempts, leases } = tables;
  const rows = changes.flatMap(({ run, patch }) =>
    patch.attempts.map((body) => {
      const { key, number: attempt, status } = body;
      return { run, key, attempt, status, body };
    }),
  );
  const set = { status: excluded('status'), body: excluded('body') };
  await inChunks(rows, (chunk) =>
    withRows(query, 'save attempts', chunk, (values) =>
      query
        .insert(attempts)
        .values(values)
        .onConflictDoUpdate({ target: [attempts.run, attempts.key, attempts.attempt], set }),
    ),
  );
  const over = rows.filter(({ body }) => body.endedAt !== null);
  await inChunks(
    over.map((row) => ({ id: leaseId(row) })),
    (chunk) =>
      withRows(query, 'end leases', chunk, (values) =>
        query.delete(leases).where(
          inArray(
            leases.id,
            values.map(({ id }) => id),
          ),
        ),
      ),
  );
}

async function writeTimers(query: Query, { timers }: Tables, changes: RunChanges): Promise<void> {
  for (const { run, patch } of changes) {
    await inChunks(patch.timers.clear, (ids) =>
      query.delete(timers).where(and(eq(timers.run, run), inArray(timers.id, ids))),
    );
  }
  const rows = changes.flatMap(({ run, patch }) =>
    patch.timers.set.map((body) => ({ run, id: body.id, dueAt: body.dueAt, body })),
  );
  const set = { dueAt: excluded('due_at'), body: excluded('body') };
  await inChunks(rows, (chunk) =>
    withRows(query, 'set timers', chunk, (values) =>
      query
        .insert(timers)
        .values(values)
        .onConflictDoUpdate({ target: [timers.run, timers.id], set }),
    ),
  );
}

async function writeEffects(query: Query, { effects }: Tables, changes: RunChanges): Promise<void> {
  const rows = changes.flatMap(({ run, patch, lease }) =>
    patch.effects.map((body) => {
      const { id, kind, dueAt } = body;
      const leased = lease !== null && dueAt <= lease.now;
      const readyAt = leased ? lease.until : dueAt;
      const owner = leased ? lease.owner : null;
      const { id: repository, installation } = patch.header.hosted?.repository ?? NOWHERE;
      const lane = { installation, repository };
      return {
        id,
        run,
        ...lane,
        kind,
        dueAt,
        readyAt,
        owner,
        tries: leased ? 1 : 0,
        error: null,
        body,
      };
    }),
  );
  await inChunks(rows, (chunk) =>
    withRows(query, 'add effects', chunk, (values) =>
      query.insert(effects).values(values).onConflictDoNothing(),
    ),
  );
}

const NOWHERE = { id: 0, installation: 0 };

async function writeEvents(query: Query, tables: Tables, changes: RunChanges): Promise<void> {
  const told = changes.flatMap(({ run, events }) =>
    events.map(({ version, event }) => ({ run, version, event })),
  );
  const events = told.map(({ run, version, event }) => {
    return { run, version, type: event.type, body: event };
  });
  await inChunks(events, (chunk) =>
    withRows(query, 'add events', chunk, (values) => query.insert(tables.events).values(values)),
  );
  const approvals = told.flatMap(({ run, version, event }) => {
    if (event.type !== 'approval.decided') return [];
    const { key, at, by, byId, decision, comment, evidence } = event;
    const who = { by, ...(byId !== undefined && { byId }) };
    const body = { ...who, decision, comment, at, ...(evidence !== undefined && { evidence }) };
    return [{ run, version, key, at, body }];
  });
  await inChunks(approvals, (chunk) => query.insert(tables.approvals).values(chunk));
}

async function writeCacheEntries(
  query: Query,
  { cacheEntries }: Tables,
  changes: RunChanges,
): Promise<void> {
  const rows = changes.flatMap(({ run, patch, events }) => {
    const at = events.at(-1)?.event.at ?? patch.header.createdAt;
    const scope = scopeOf(patch.header);
    return patch.cache.map(({ cacheKey, key, asks }) => ({ cacheKey, scope, run, key, at, asks }));
  });
  await inChunks(rows, (chunk) => query.insert(cacheEntries).values(chunk).onConflictDoNothing());
}

async function endDrives(query: Query, { drives }: Tables, changes: RunChanges): Promise<void> {
  const over = changes.filter(({ patch }) => patch.header.endedAt !== null).map(({ run }) => run);
  await inChunks(over, (runs) => query.delete(drives).where(inArray(drives.run, runs)));
}

/** What it cost is to be written down. */
async function oweCosts(query: Query, { costs }: Tables, changes: RunChanges): Promise<void> {
  const rows = changes.flatMap(({ run, patch: { header } }) => {
    const { endedAt, createdAt: at, hosted } = header;
    return endedAt === null ? [] : [{ run, repository: hosted?.repository.id ?? 0, at, due: 1 }];
  });
  await inChunks(rows, (chunk) => query.insert(costs).values(chunk).onConflictDoNothing());
}
