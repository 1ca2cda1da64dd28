import { and, eq, lt } from 'drizzle-orm';
import type { ChangeOf } from '../../runtime/ports/store.ts';
import { Conflict, type Query } from '../database/database.ts';
import { excluded } from '../database/excluded.ts';
import type { Tables } from '../schema/tables.ts';
import { inOneOrder, type Write } from '../write.ts';

/** Throws `Conflict` where something was started under that key already. */
export const startOnce: Write<'start.once'> = async (query, { starts }, changes) => {
  for (const { key, run } of inOneOrder(changes, (change) => change.key)) {
    const made = await query
      .insert(starts)
      .values({ key, run })
      .onConflictDoNothing()
      .returning({ key: starts.key });
    if (made.length === 0) throw new Conflict([key]);
  }
};

/** Who pushed what. */
export const keepHeads: Write<'head.pushed'> = async (query, tables, changes) => {
  for (const change of changes) await keepHead(query, tables, change);
};

/** Which branches an administrator trusts; the last word holds. */
export const trustBranches: Write<'branch.trust'> = async (query, { trustedBranches }, changes) => {
  const { repository: at, branch: named } = trustedBranches;
  for (const { repository, branch, trusted } of changes) {
    if (trusted === null) {
      await query.delete(trustedBranches).where(and(eq(at, repository), eq(named, branch)));
      continue;
    }
    const row = query.insert(trustedBranches).values({ repository, branch, body: trusted });
    await row.onConflictDoUpdate({ target: [at, named], set: { body: excluded('body') } });
  }
};

/** What somebody overrides; the last word holds. */
export const addOverrides: Write<'override.add'> = async (query, { overrides }, changes) => {
  for (const { override } of changes) {
    const { repository, sha, pipeline, base, at } = override;
    const target = [overrides.repository, overrides.sha, overrides.pipeline, overrides.base];
    const set = { at: excluded('at'), body: excluded('body') };
    const values = { repository, sha, pipeline, base, at, body: override };
    const row = query.insert(overrides).values(values);
    await row.onConflictDoUpdate({ target, set });
  }
};

/** A branch moved: what was overridden of changes into it holds no more. */
export const dropOverrides: Write<'override.drop'> = async (query, { overrides }, changes) => {
  for (const { repository, base, before } of changes) {
    const into = and(eq(overrides.repository, repository), eq(overrides.base, base));
    await query.delete(overrides).where(and(into, lt(overrides.at, before)));
  }
};

/** A commit is the head of its pull request no more. */
export const endOverrides: Write<'override.end'> = async (query, { overrides }, changes) => {
  for (const { repository, sha } of changes) {
    const of = and(eq(overrides.repository, repository), eq(overrides.sha, sha));
    await query.delete(overrides).where(of);
  }
};

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
