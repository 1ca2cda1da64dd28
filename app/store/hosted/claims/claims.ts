import { and, eq, inArray, lt } from 'drizzle-orm';
import type {
  Claim,
  ClaimOrder,
  Claims,
  ClaimTaken,
} from '../../../runtime/ports/hosted/claims.ts';
import type { Database, Query } from '../../database/database.ts';
import { inChunks } from '../../database/in-chunks.ts';
import type { Tables } from '../../schema/tables.ts';

/** Claims of attempts, the proofs that were spent on them, and what their executors stored. */
export function claims(database: Database): Claims {
  const { read, tables } = database;
  const { claims, claimBlobs } = tables;
  return {
    take: (order) => database.transact((query) => take(query, tables, order)),
    find: async (id) => {
      const row = (await read.select().from(claims).where(eq(claims.id, id)))[0];
      return row === undefined ? null : claimOf(row);
    },
    begin: async (id) => {
      await database.transact((query) =>
        query.update(claims).set({ begun: 1 }).where(eq(claims.id, id)),
      );
    },
    advance: async (id, kept) => {
      const behind = and(eq(claims.id, id), lt(claims.reported, kept.reported));
      await database.transact((query) => query.update(claims).set(kept).where(behind));
    },
    addBlobs: async ({ id, run }, digests) => {
      const rows = digests.map((digest) => ({ claim: id, run, digest }));
      await database.transact((query) =>
        inChunks(rows, (chunk) => query.insert(claimBlobs).values(chunk).onConflictDoNothing()),
      );
    },
    storedBlobs: (id, digests) => storedBlobs(database, id, digests),
    end: async (id) => {
      await database.transact(async (query) => {
        await query.delete(claimBlobs).where(eq(claimBlobs.claim, id));
        await query.delete(tables.uploads).where(eq(tables.uploads.claim, id));
      });
    },
  };
}

async function take(query: Query, tables: Tables, order: ClaimOrder): Promise<ClaimTaken> {
  if (!(await spend(query, tables, order))) return { type: 'replayed' };
  const { claims } = tables;
  const { run, key, attempt } = order.of;
  const { id, holder } = order;
  const fresh = {
    id,
    run,
    key,
    attempt,
    holder,
    begun: 0,
    reported: 0,
    liveWeight: 0,
    uploaded: 0,
  };
  const made = await query.insert(claims).values(fresh).onConflictDoNothing().returning();
  if (made.length > 0) return { type: 'claimed', claim: claimOf(fresh) };
  const ofAttempt = and(eq(claims.run, run), eq(claims.key, key), eq(claims.attempt, attempt));
  const row = (await query.select().from(claims).where(ofAttempt))[0];
  if (row === undefined) throw new Error(`The claim ${order.id} exists for another attempt.`);
  if (row.holder !== order.holder) return { type: 'taken', by: row.holder };
  return row.begun === 1 ? { type: 'begun' } : { type: 'claimed', claim: claimOf(row) };
}

/** False: it was spent before. Proofs that are past their time are refused by that alone, so they are forgotten. */
async function spend(
  query: Query,
  { spentProofs }: Tables,
  { proof, now }: ClaimOrder,
): Promise<boolean> {
  await query.delete(spentProofs).where(lt(spentProofs.expiresAt, now));
  const spent = await query
    .insert(spentProofs)
    .values({ id: proof.id, expiresAt: proof.until })
    .onConflictDoNothing()
    .returning();
  return spent.length > 0;
}

async function storedBlobs(
  { read, tables }: Database,
  id: string,
  digests: readonly string[],
): Promise<ReadonlySet<string>> {
  const { claimBlobs } = tables;
  const stored = new Set<string>();
  await inChunks(digests, async (chunk) => {
    const rows = await read
      .select({ digest: claimBlobs.digest })
      .from(claimBlobs)
      .where(and(eq(claimBlobs.claim, id), inArray(claimBlobs.digest, chunk)));
    for (const { digest } of rows) stored.add(digest);
  });
  return stored;
}

type ClaimRow = Tables['claims']['$inferSelect'];

function claimOf(row: ClaimRow): Claim {
  const { id, run, key, attempt, holder, begun, reported, liveWeight } = row;
  return { id, run, key, attempt, holder, begun: begun === 1, reported, liveWeight };
}
