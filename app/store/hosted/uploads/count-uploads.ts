import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Announced, UploadOrder, Uploads } from '../../../runtime/ports/hosted/uploads.ts';
import type { Database, Query } from '../../database/database.ts';
import { excluded } from '../../database/excluded.ts';
import { inChunks } from '../../database/in-chunks.ts';
import type { Tables } from '../../schema/tables.ts';

/** What attempts announced that they store. */
export function uploads(database: Database): Uploads {
  return {
    announce: async (order) => {
      try {
        await database.transact((query) => announce(query, database.tables, order));
        return { type: 'announced' };
      } catch (error) {
        if (error instanceof QuotaFull) return error.how;
        throw error;
      }
    },
  };
}

/** Undoes the transaction. */
class QuotaFull extends Error {
  readonly how: Announced;

  constructor(how: Announced) {
    super('a quota is full');
    this.how = how;
  }
}

// Rows are held in this order by everyone, the claim's first: two that ask at once wait for each other, in no circle.
async function announce(query: Query, tables: Tables, order: UploadOrder): Promise<void> {
  const { claims, runUploads, installationUploads } = tables;
  const { claim, installation, limits } = order;
  const ofClaim = eq(claims.id, claim.id);
  await query
    .update(claims)
    .set({ uploaded: sql`${claims.uploaded}` })
    .where(ofClaim);
  const asked = await write(query, tables, order);
  if (asked === 0) return;
  if (!Number.isSafeInteger(asked)) throw full('run', { asked, total: asked, limit: limits.run });
  const ofAttempt = await query
    .update(claims)
    .set({ uploaded: sql`${claims.uploaded} + ${asked}` })
    .where(ofClaim)
    .returning({ total: claims.uploaded });
  check('attempt', order, asked, ofAttempt);
  const bytes = { bytes: asked };
  const ofRun = await query
    .insert(runUploads)
    .values({ run: claim.run, installation, ...bytes })
    .onConflictDoUpdate({
      target: runUploads.run,
      set: { bytes: sql`${runUploads.bytes} + ${asked}` },
    })
    .returning({ total: runUploads.bytes });
  check('run', order, asked, ofRun);
  const ofInstallation = await query
    .insert(installationUploads)
    .values({ installation, ...bytes })
    .onConflictDoUpdate({
      target: installationUploads.installation,
      set: { bytes: sql`${installationUploads.bytes} + ${asked}` },
    })
    .returning({ total: installationUploads.bytes });
  check('installation', order, asked, ofInstallation);
}

/** Writes down what is announced; gives the bytes that are new: of a blob announced as larger than before, the rest. */
async function write(
  query: Query,
  { uploads: rows }: Tables,
  { claim, blobs }: UploadOrder,
): Promise<number> {
  const sizes = new Map<string, number>();
  for (const { digest, size } of blobs) sizes.set(digest, Math.max(size, sizes.get(digest) ?? 0));
  const known = new Map<string, number>();
  await inChunks([...sizes.keys()], async (chunk) => {
    const found = await query
      .select({ digest: rows.digest, bytes: rows.bytes })
      .from(rows)
      .where(and(eq(rows.claim, claim.id), inArray(rows.digest, chunk)));
    for (const { digest, bytes } of found) known.set(digest, bytes);
  });
  const grown = [...sizes].filter(([digest, size]) => size > (known.get(digest) ?? -1));
  const values = grown.map(([digest, bytes]) => ({
    claim: claim.id,
    run: claim.run,
    digest,
    bytes,
  }));
  const set = { bytes: excluded('bytes') };
  await inChunks(values, (chunk) =>
    query
      .insert(rows)
      .values(chunk)
      .onConflictDoUpdate({ target: [rows.claim, rows.digest], set }),
  );
  return grown.reduce((sum, [digest, size]) => sum + size - (known.get(digest) ?? 0), 0);
}

function check(
  quota: keyof UploadOrder['limits'],
  { limits }: UploadOrder,
  asked: number,
  rows: readonly { readonly total: number }[],
): void {
  const limit = limits[quota] ?? Infinity;
  const total = rows[0]?.total ?? Infinity;
  if (total > limit) throw full(quota, { asked, total, limit });
}

function full(
  quota: keyof UploadOrder['limits'],
  {
    asked,
    total,
    limit,
  }: { readonly asked: number; readonly total: number; readonly limit: number },
): QuotaFull {
  return new QuotaFull({ type: 'full', quota, used: total - asked, asked, limit });
}

/** Gives back what these runs counted against their installations. To be done before their rows go. */
export async function releaseUploads(query: Query, tables: Tables, runs: string[]): Promise<void> {
  const { runUploads, installationUploads } = tables;
  const { installation, bytes } = runUploads;
  const freed = await query
    .select({ installation, bytes })
    .from(runUploads)
    .where(inArray(runUploads.run, runs));
  const sums = new Map<number, number>();
  for (const row of freed) {
    sums.set(row.installation, (sums.get(row.installation) ?? 0) + row.bytes);
  }
  for (const [id, sum] of [...sums].sort(([a], [b]) => a - b)) {
    await query
      .update(installationUploads)
      .set({ bytes: sql`${installationUploads.bytes} - ${sum}` })
      .where(eq(installationUploads.installation, id));
  }
}
