import { and, eq, inArray, max } from 'drizzle-orm';
import { cut } from '../../../text/shortened.ts';
import { modelsOf, runOf, type Audit } from '../../domain/audit.ts';
import type { Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';
import type { Write } from '../write.ts';
import { isKept } from './bound-refusals.ts';
import { holdNumbers } from './hold-numbers.ts';

/** What others wrote stands in it, and no more than this. */
const LONGEST_ASKED = 500;
const LONGEST_REASON = 1000;

/**
 * Gives each decision the next number of its repository and of its models. Whoever writes one holds the repository's row
 * until the commit is done, so that numbers follow the order of commits and one that is undone leaves no gap.
 */
export const addAudits: Write<'audit.add'> = async (query, tables, changes) => {
  const added = changes.map(({ audit }) => audit);
  const byRepository = [...Map.groupBy(added, ({ repository }) => repository)];
  for (const [repository, audits] of byRepository.toSorted(([a], [b]) => a - b)) {
    const last = await holdNumbers(query, tables, repository);
    const kept = await toKeep(query, tables, audits);
    await keep(query, tables, { repository, last, audits: kept });
  }
};

/** Those that are not there yet, less what somebody sends too often. */
async function toKeep(
  query: Query,
  tables: Tables,
  audits: readonly Audit[],
): Promise<readonly Audit[]> {
  const { audits: rows } = tables;
  const byId = new Map(audits.toReversed().map((audit) => [audit.id, audit]));
  const known = await query
    .select({ id: rows.id })
    .from(rows)
    .where(inArray(rows.id, [...byId.keys()]));
  for (const { id } of known) byId.delete(id);
  const kept: Audit[] = [];
  for (const audit of [...byId.values()].toReversed()) {
    if (await isKept(query, tables, audit)) kept.push(audit);
  }
  return kept;
}

type Keeping = {
  readonly repository: number;
  readonly last: number;
  readonly audits: readonly Audit[];
};

async function keep(
  query: Query,
  tables: Tables,
  { repository, last, audits }: Keeping,
): Promise<void> {
  const { audits: rows, auditNumbers } = tables;
  if (audits.length === 0) return;
  let number = last;
  for (const audit of audits) {
    number += 1;
    const { id, at } = audit;
    const body = {
      ...audit,
      asked: cut(audit.asked, LONGEST_ASKED),
      reason: cut(audit.reason, LONGEST_REASON),
    };
    await query.insert(rows).values({ id, repository, at, body, number, run: runOf(audit) });
    for (const model of modelsOf(audit)) {
      await keepOfModel(query, tables, { repository, model, audit: number });
    }
  }
  const ours = eq(auditNumbers.repository, repository);
  await query.update(auditNumbers).set({ last: number }).where(ours);
}

/** The repository's row is held, and with it all its models. */
async function keepOfModel(
  query: Query,
  { auditModels }: Tables,
  row: { readonly repository: number; readonly model: string; readonly audit: number },
): Promise<void> {
  const { repository, model } = row;
  const ofModel = and(eq(auditModels.repository, repository), eq(auditModels.model, model));
  const [newest] = await query
    .select({ number: max(auditModels.number) })
    .from(auditModels)
    .where(ofModel);
  await query.insert(auditModels).values({ ...row, number: (newest?.number ?? 0) + 1 });
}
