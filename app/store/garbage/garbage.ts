import {
  and,
  inArray,
  isNull,
  like,
  lt,
  lte,
  max,
  notInArray,
  notLike,
  type SQL,
} from 'drizzle-orm';
import type { Digest } from '../../domain/digest.ts';
import type { Garbage } from '../../runtime/ports/garbage.ts';
import type { Database, Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';
import { excluded } from '../database/excluded.ts';
import { forgetWhoWasRefused } from '../audits/bound-refusals.ts';
import { forgetRows } from './forget-rows.ts';
import { keepUsedWork } from './keep-used-work.ts';
import { inChunks } from '../database/in-chunks.ts';
import { forgetRepositories } from './forget-repositories.ts';
import { wantedDigests } from './wanted-digests.ts';

/** What may go and what must stay. */
export function garbage(database: Database): Garbage {
  const { tables } = database;
  const { pins } = tables;
  return {
    knowsRuns: async () => {
      const { runs } = tables;
      return (await database.read.select({ id: runs.id }).from(runs).limit(1)).length > 0;
    },
    oldRuns: (before) => oldRuns(database, before),
    forgetRuns: async (before) => {
      const forgotten = await oldRuns(database, before);
      await keepUsedWork(database, forgotten);
      await inChunks(forgotten, (ids) => forgetRows(database, ids));
      return forgotten;
    },
    forgetNews: (before) => forgetNews(database, before),
    roots: (now) => wantedDigests(database, now),
    pin: async (digests, expiresAt) => {
      const rows = digests.map((digest) => ({ digest, expiresAt }));
      const set = { expiresAt: excluded('expires_at') };
      await database.transact(async (query) => {
        await inChunks(rows, (chunk) =>
          query.insert(pins).values(chunk).onConflictDoUpdate({ target: pins.digest, set }),
        );
      });
    },
    condemn: (digests, now, before) => condemn(database, digests, { now, before }),
  };
}

async function oldRuns(database: Database, before: number): Promise<string[]> {
  const { runs, models } = database.tables;
  const { read } = database;
  const { repository, pipeline } = runs;
  const newest = await read
    .select({ repository, pipeline, number: max(runs.number) })
    .from(runs)
    .groupBy(repository, pipeline);
  const kept = new Set(newest.map(nameOf));
  // Nobody but its own run may ever use a model that untrusted code made.
  const lasting = notLike(models.scope, '%/untrusted/%');
  const behindModels = read.select({ run: models.run }).from(models).where(lasting);
  const rows = await read
    .select({ id: runs.id, repository, pipeline, number: runs.number })
    .from(runs)
    .where(and(lt(runs.endedAt, before), notInArray(runs.id, behindModels)))
    .orderBy(runs.number, runs.attempt);
  return rows.filter((row) => !kept.has(nameOf(row))).map(({ id }) => id);
}

function nameOf(row: {
  readonly repository: number;
  readonly pipeline: string;
  readonly number: number | null;
}): string {
  return `${row.repository} ${row.number} ${row.pipeline}`;
}

/** Test data that nobody evaluates on for so long is no longer used; what is told of it in all counts on while it is. */
const LOOKS_KEPT_MS = 365 * 24 * 3600 * 1000;

/** What was said long ago of commits, and nobody waits for. The comment of a pull request stays: it is the only one. */
async function forgetNews(database: Database, before: number): Promise<void> {
  const { heads, looks, publications, strangers } = database.tables;
  const { touchedAt, readyAt, id } = publications;
  await database.transact(async (query) => {
    await query.delete(heads).where(lt(heads.at, before));
    await query.delete(strangers).where(lt(strangers.at, before));
    await query.delete(looks).where(lt(looks.at, before - LOOKS_KEPT_MS));
    const isOld = and(lt(touchedAt, before), isNull(readyAt));
    for (const kind of ['aggregate', 'broken', 'answer', 'mention']) {
      await query.delete(publications).where(and(isOld, like(id, `${kind}/%`)));
    }
    await forgetDeployments(query, database.tables, isOld);
    await forgetRepositories(query, database.tables);
  });
  await forgetWhoWasRefused(database, before);
}

/** One that is active stays: it is told to be no more once another takes its place. */
async function forgetDeployments(
  query: Query,
  { publications: { id, state }, publications }: Tables,
  isOld: SQL | undefined,
): Promise<void> {
  const old = await query
    .select({ id, state })
    .from(publications)
    .where(and(isOld, like(id, 'deployment/%')));
  const over = old.filter((row) => row.state.shown?.standing !== 'success');
  await inChunks(
    over.map((row) => row.id),
    (ids) => query.delete(publications).where(inArray(id, ids)),
  );
}

async function condemn(
  database: Database,
  digests: readonly Digest[],
  { now, before }: { now: number; before: number },
): Promise<Digest[]> {
  const { condemned } = database.tables;
  const still = new Set(digests);
  return database.transact(async (query) => {
    const known = await query.select({ digest: condemned.digest }).from(condemned);
    const pardoned = known.map(({ digest }) => digest).filter((digest) => !still.has(digest));
    await inChunks(pardoned, (ids) =>
      query.delete(condemned).where(inArray(condemned.digest, ids)),
    );
    const rows = digests.map((digest) => ({ digest, since: now }));
    await inChunks(rows, (chunk) => query.insert(condemned).values(chunk).onConflictDoNothing());
    const old = await query
      .select({ digest: condemned.digest })
      .from(condemned)
      .where(lte(condemned.since, before));
    return old.map(({ digest }) => digest);
  });
}
