import { and, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import { NOBODY, type AttemptLease, type Drive, type Leases } from '../../runtime/ports/leases.ts';
import type { Database } from '../database/database.ts';
import { leaseId } from './lease-id.ts';

/** Who works on what, and until when; ownership stands in every `where`. */
export function leases(database: Database): Leases {
  const { read, tables } = database;
  const { leases, drives } = tables;
  return {
    renewAllOf: (owner, expiresAt) =>
      database.transact(async (query) => {
        await query.update(leases).set({ expiresAt }).where(eq(leases.owner, owner));
        const driven = await query
          .update(drives)
          .set({ expiresAt })
          .where(eq(drives.owner, owner))
          .returning({ run: drives.run });
        return driven.map(({ run }) => run);
      }),
    renew: async (of, expiresAt) => {
      const renewed = await database.transact((query) =>
        query
          .update(leases)
          .set({ expiresAt })
          .where(eq(leases.id, leaseId(of)))
          .returning({ id: leases.id }),
      );
      return renewed.length > 0;
    },
    expired: (now, runs) => expired(database, now, runs),
    owners: () => owners(database),
    drop: async (of) => {
      await database.transact((query) => query.delete(leases).where(eq(leases.id, leaseId(of))));
    },
    release: (owner, heldFor) => release(database, owner, heldFor),
    drive: (run, owner, now, until) => drive(database, { run, owner, now, until }),
    driver: async (run) => {
      const row = (await read.select().from(drives).where(eq(drives.run, run)))[0];
      return row === undefined ? null : { owner: row.owner, until: row.expiresAt };
    },
  };
}

async function expired(
  { read, tables }: Database,
  now: number,
  runs: readonly string[] | null,
): Promise<AttemptLease[]> {
  const { leases } = tables;
  const ofRuns = runs === null ? undefined : inArray(leases.run, [...runs]);
  const rows = await read
    .select()
    .from(leases)
    .where(and(lte(leases.expiresAt, now), ofRuns));
  return rows.map(({ run, key, attempt, owner, expiresAt: until }) => {
    return { run, key, attempt, owner, until };
  });
}

async function owners({ read, tables }: Database): Promise<string[]> {
  const { leases, drives, effects } = tables;
  const holders = [
    ...(await read
      .selectDistinct({ owner: leases.owner })
      .from(leases)
      .where(ne(leases.owner, NOBODY))),
    ...(await read.selectDistinct({ owner: drives.owner }).from(drives)),
    ...(await read.selectDistinct({ owner: effects.owner }).from(effects)),
  ];
  return [...new Set(holders.flatMap(({ owner }) => (owner === null ? [] : [owner])))];
}

async function release(database: Database, owner: string, heldFor: number): Promise<void> {
  const { leases, drives, effects } = database.tables;
  await database.transact(async (query) => {
    await query
      .update(effects)
      .set({ owner: null, readyAt: effects.dueAt })
      .where(eq(effects.owner, owner));
    await query
      .update(leases)
      .set({ owner: NOBODY, expiresAt: sql`${leases.expiresAt} - ${heldFor}` })
      .where(eq(leases.owner, owner));
    await query.delete(drives).where(eq(drives.owner, owner));
  });
}

type DriveOrder = { run: string; owner: string; now: number; until: number };

function drive(database: Database, order: DriveOrder): Promise<Drive> {
  const { drives } = database.tables;
  const { run, owner, now, until } = order;
  return database.transact(async (query) => {
    const fresh = await query
      .insert(drives)
      .values({ run, owner, expiresAt: until })
      .onConflictDoNothing()
      .returning({ run: drives.run });
    if (fresh.length > 0) return { type: 'driving' };
    const row = (await query.select().from(drives).where(eq(drives.run, run)))[0];
    if (row !== undefined && row.owner !== owner && row.expiresAt > now) {
      return { type: 'driven', by: row.owner };
    }
    const taken = await query
      .update(drives)
      .set({ owner, expiresAt: until })
      .where(and(eq(drives.run, run), eq(drives.owner, row?.owner ?? owner)))
      .returning({ owner: drives.owner });
    return taken.length > 0 ? { type: 'driving' } : { type: 'driven', by: 'another process' };
  });
}
