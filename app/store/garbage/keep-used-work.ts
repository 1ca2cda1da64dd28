import { and, desc, eq, inArray } from 'drizzle-orm';
import { asksOf } from '../../domain/asks.ts';
import { canonicalJson, type Digest } from '../../domain/digest.ts';
import type { Plan } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { Database } from '../database/database.ts';
import { inChunks } from '../database/in-chunks.ts';
import type { Tables } from '../schema/tables.ts';

/**
 * Work that these runs did and that a kept run took over stays in the cache, as work of the run that took it: what the
 * newest run did not do anew need not be done anew by the next. Reads run by run, so that memory holds one.
 */
export async function keepUsedWork(
  database: Database,
  forgotten: readonly string[],
): Promise<void> {
  const work = await workOf(database, forgotten);
  if (work.size === 0) return;
  const { runs, cacheEntries } = database.tables;
  const all = await database.read
    .select({ id: runs.id, plan: runs.plan })
    .from(runs)
    .orderBy(desc(runs.createdAt));
  const gone = new Set(forgotten);
  const entries = new Map<string, Entry>();
  for (const run of all) {
    if (gone.has(run.id)) continue;
    for (const entry of await entriesOf(database, run, work)) {
      const name = canonicalJson([entry.cacheKey, entry.scope, entry.asks]);
      if (!entries.has(name)) entries.set(name, entry);
    }
  }
  await database.transact((query) =>
    inChunks([...entries.values()], (chunk) =>
      query.insert(cacheEntries).values(chunk).onConflictDoNothing(),
    ),
  );
}

type Entry = Tables['cacheEntries']['$inferSelect'];
type Done = Pick<Entry, 'scope' | 'at'> & { readonly body: StepRow };

/** What the cache has of these runs, by its key. */
async function workOf(
  { read, tables }: Database,
  forgotten: readonly string[],
): Promise<ReadonlyMap<Digest, Done>> {
  const { cacheEntries: entries, steps } = tables;
  const { cacheKey, scope, at } = entries;
  const work = new Map<Digest, Done>();
  await inChunks(forgotten, async (ids) => {
    const rows = await read
      .select({ cacheKey, scope, at, body: steps.body })
      .from(entries)
      .innerJoin(steps, and(eq(steps.run, entries.run), eq(steps.key, entries.key)))
      .where(inArray(entries.run, ids));
    for (const { cacheKey: key, ...done } of rows) work.set(key, done);
  });
  return work;
}

async function entriesOf(
  { read, tables }: Database,
  run: { readonly id: string; readonly plan: string },
  work: ReadonlyMap<Digest, Done>,
): Promise<readonly Entry[]> {
  const { steps, plans } = tables;
  const rows = await read
    .select({ body: steps.body })
    .from(steps)
    .where(and(eq(steps.run, run.id), inArray(steps.result, ['success', 'rejected'])));
  const taken = rows.flatMap(({ body }) => {
    const done = body.cacheKey === null ? undefined : work.get(body.cacheKey);
    return done !== undefined && isTakenFrom(body, done.body) ? [{ body, done }] : [];
  });
  if (taken.length === 0) return [];
  const [plan] = await read
    .select({ body: plans.body })
    .from(plans)
    .where(eq(plans.digest, run.plan));
  return plan === undefined
    ? []
    : taken.flatMap(({ body, done }) => entryOf(plan.body, { run: run.id, body, done }));
}

// Another run may have done work of this key too, in place for example, where nobody may take it.
function isTakenFrom({ takenFrom, artifacts, outputs }: StepRow, done: StepRow): boolean {
  const hasArtifacts = Object.entries(artifacts).every(
    ([name, { digest }]) => done.artifacts[name]?.digest === digest,
  );
  const hasOutputs = Object.entries(outputs).every(
    ([name, value]) => canonicalJson(done.outputs[name] ?? null) === canonicalJson(value),
  );
  return takenFrom !== null && hasArtifacts && hasOutputs;
}

type Taken = { readonly run: string; readonly body: StepRow; readonly done: Done };

/** It answers what its own step asked for, which may be less than the first one did; its age is that of the work. */
function entryOf({ steps }: Plan, { run, body, done }: Taken): readonly Entry[] {
  const step = steps.find(({ id }) => id === body.stepId);
  if (step === undefined || body.cacheKey === null) return [];
  const { cacheKey, key } = body;
  return [{ cacheKey, scope: done.scope, run, key, at: done.at, asks: asksOf(step) }];
}
