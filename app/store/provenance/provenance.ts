import { and, asc, eq } from 'drizzle-orm';
import type { Provenance } from '../../runtime/ports/provenance.ts';
import type { Database } from '../database/database.ts';

/** What has been started for which reason, who pushed what, who asked for what, and whose word stands above a rule. */
export function provenance(database: Database): Provenance {
  const { read, tables } = database;
  const { starts, heads } = tables;
  return {
    ...words(database),
    startedAs: async (key) =>
      (await read.select().from(starts).where(eq(starts.key, key)))[0]?.run ?? null,
    pusherOf: async (repository, sha) => {
      const one = and(eq(heads.repository, repository), eq(heads.sha, sha));
      const [row] = await read.select({ body: heads.body }).from(heads).where(one);
      return row === undefined ? null : { id: null, ...row.body };
    },
  };
}

type Words = 'trustedBranch' | 'trustedBranches' | 'overridesAt' | 'overridesInto';

function words({ read, tables }: Database): Pick<Provenance, Words> {
  const { trustedBranches: branches, overrides } = tables;
  const overridesWhere = async (column: 'sha' | 'base', repository: number, value: string) => {
    const of = and(eq(overrides.repository, repository), eq(overrides[column], value));
    const rows = await read.select({ body: overrides.body }).from(overrides).where(of);
    return rows.map(({ body }) => withSpeaker(body));
  };
  return {
    trustedBranch: async (repository, branch) => {
      const one = and(eq(branches.repository, repository), eq(branches.branch, branch));
      const rows = await read.select({ body: branches.body }).from(branches).where(one);
      const [row] = rows;
      return row === undefined ? null : withSpeaker(row.body);
    },
    trustedBranches: async (repository) => {
      const all = read.select({ body: branches.body }).from(branches);
      const rows = await all
        .where(eq(branches.repository, repository))
        .orderBy(asc(branches.branch));
      return rows.map(({ body }) => withSpeaker(body));
    },
    overridesAt: (repository, sha) => overridesWhere('sha', repository, sha),
    overridesInto: (repository, base) => overridesWhere('base', repository, base),
  };
}

// Rows from before people were kept by number.
function withSpeaker<T>(body: T): { readonly byId: null } & T {
  return { byId: null, ...body };
}
