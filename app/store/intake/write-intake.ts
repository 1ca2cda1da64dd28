import { and, eq } from 'drizzle-orm';
import type { Change, ChangeOf } from '../../runtime/ports/store-port.ts';
import { Conflict, type Query } from '../database/database.ts';
import { excluded } from '../database/excluded.ts';
import type { Tables } from '../schema/tables.ts';

/** Writes what came of deliveries, commands and clocks. Throws `Conflict` where something was started already or a schedule has moved. */
export async function writeIntake(
  query: Query,
  tables: Tables,
  changes: readonly Change[],
): Promise<void> {
  for (const change of changes) await writeOne(query, tables, change);
}

async function writeOne(query: Query, tables: Tables, change: Change): Promise<void> {
  const { queued, audits } = tables;
  switch (change.type) {
    case 'start.once':
      return startOnce(query, tables, change);
    case 'head.pushed':
      return keepHead(query, tables, change);
    case 'audit.add': {
      const { id, repository, at } = change.audit;
      const row = { id, repository, at, body: change.audit };
      await query.insert(audits).values(row).onConflictDoNothing();
      return;
    }
    case 'schedule.save':
      return saveSchedule(query, tables, change);
    case 'schedule.drop':
      return dropSchedule(query, tables, change);
    case 'queue.add': {
      const { id, installation, at, body } = change.item;
      const fresh = { readyAt: at, owner: null, tries: 0, error: null };
      const row = { topic: change.topic, id, installation, at, ...fresh, body };
      await query.insert(queued).values(row).onConflictDoNothing();
      return;
    }
    case 'queue.finish':
      return finish(query, tables, change);
    default:
  }
}

async function startOnce(
  query: Query,
  { starts }: Tables,
  { key, run }: ChangeOf<'start.once'>,
): Promise<void> {
  const made = await query
    .insert(starts)
    .values({ key, run })
    .onConflictDoNothing()
    .returning({ key: starts.key });
  if (made.length === 0) throw new Conflict([key]);
}

/** The last who pushed it. A bot that only points at it, as a workflow does with a tag, takes no person's place. */
async function keepHead(
  query: Query,
  { heads }: Tables,
  { repository, sha, at, by }: ChangeOf<'head.pushed'>,
): Promise<void> {
  if (by.isBot) {
    const one = and(eq(heads.repository, repository), eq(heads.sha, sha));
    const known = await query.select({ body: heads.body }).from(heads).where(one);
    if (known[0]?.body.isBot === false) return;
  }
  const set = { at: excluded('at'), body: excluded('body') };
  const target = [heads.repository, heads.sha];
  const row = query.insert(heads).values({ repository, sha, at, body: by });
  await row.onConflictDoUpdate({ target, set });
}

async function saveSchedule(
  query: Query,
  { schedules }: Tables,
  { id, repository, expected, nextAt, state: body }: ChangeOf<'schedule.save'>,
): Promise<void> {
  const done = { id: schedules.id };
  const rows =
    expected === null
      ? await query
          .insert(schedules)
          .values({ id, repository, nextAt, version: 1, body })
          .onConflictDoNothing()
          .returning(done)
      : await query
          .update(schedules)
          .set({ nextAt, version: expected + 1, body })
          .where(and(eq(schedules.id, id), eq(schedules.version, expected)))
          .returning(done);
  if (rows.length === 0) throw new Conflict([id]);
}

async function dropSchedule(
  query: Query,
  { schedules }: Tables,
  { id, expected }: ChangeOf<'schedule.drop'>,
): Promise<void> {
  const asKnown = and(eq(schedules.id, id), eq(schedules.version, expected));
  const gone = await query.delete(schedules).where(asKnown).returning({ id: schedules.id });
  if (gone.length === 0) throw new Conflict([id]);
}

async function finish(
  query: Query,
  { queued }: Tables,
  { item: { topic, id }, owner }: ChangeOf<'queue.finish'>,
): Promise<void> {
  const mine = and(eq(queued.topic, topic), eq(queued.id, id), eq(queued.owner, owner));
  const done = { owner: null, readyAt: null, error: null, body: {} };
  await query.update(queued).set(done).where(mine);
}
