import { and, asc, desc, eq } from 'drizzle-orm';
import type { Provenance } from '../../runtime/ports/provenance.ts';
import type { Database } from '../database/database.ts';

/** What has been started for which reason, who pushed what, and who asked for what. */
export function provenance({ read, tables }: Database): Provenance {
  const { starts, heads, audits, trustedBranches } = tables;
  return {
    startedAs: async (key) =>
      (await read.select().from(starts).where(eq(starts.key, key)))[0]?.run ?? null,
    pusherOf: async (repository, sha) => {
      const one = and(eq(heads.repository, repository), eq(heads.sha, sha));
      return (await read.select({ body: heads.body }).from(heads).where(one))[0]?.body ?? null;
    },
    trustedBranch: async (repository, branch) => {
      const { repository: at, branch: named } = trustedBranches;
      const one = and(eq(at, repository), eq(named, branch));
      const rows = await read
        .select({ body: trustedBranches.body })
        .from(trustedBranches)
        .where(one);
      return rows[0]?.body ?? null;
    },
    trustedBranches: async (repository) => {
      const rows = await read
        .select({ body: trustedBranches.body })
        .from(trustedBranches)
        .where(eq(trustedBranches.repository, repository))
        .orderBy(asc(trustedBranches.branch));
      return rows.map(({ body }) => body);
    },
    audit: async ({ repository, limit }) => {
      const rows = await read
        .select({ body: audits.body })
        .from(audits)
        .where(eq(audits.repository, repository))
        .orderBy(desc(audits.at), desc(audits.id))
        .limit(limit);
      return rows.map(({ body }) => body);
    },
  };
}
