import { and, asc, desc, eq, gt, inArray, lt, sql, type SQL } from 'drizzle-orm';
import type { Audit, AuditEntry } from '../../domain/audit.ts';
import type { AuditQuery, Audits } from '../../runtime/ports/audits.ts';
import type { Database } from '../database/database.ts';

/** Who decided what, and why. */
export function audits(database: Database): Audits {
  const { read, tables } = database;
  return {
    list: (query) => list(database, query),
    leftOut: async (repository) => {
      const { refusals } = tables;
      const [row] = await read
        .select({ sum: sql`coalesce(sum(${refusals.leftOut}), 0)`.mapWith(Number) })
        .from(refusals)
        .where(eq(refusals.repository, repository));
      return row?.sum ?? 0;
    },
  };
}

async function list(database: Database, query: AuditQuery): Promise<readonly AuditEntry[]> {
  const { repository, first, limit } = query;
  const { audits: rows } = database.tables;
  const order = first === 'newest' ? desc : asc;
  const found = await database.read
    .select({ number: rows.number, body: rows.body })
    .from(rows)
    .where(and(eq(rows.repository, repository), ...wanted(database, query)))
    .orderBy(order(rows.number))
    .limit(limit);
  const numbers = found.map(({ number }) => number);
  const ofModels = await numbersOfModels(database, repository, numbers);
  return found.map(({ number, body }) => entryOf(body, number, ofModels.get(number) ?? []));
}

function entryOf(
  body: Database['tables']['audits']['$inferSelect']['body'],
  number: number,
  ofModels: readonly (readonly [string, number])[],
): AuditEntry {
  return { ...EARLIER, ...body, number, numberOfModel: Object.fromEntries(ofModels) };
}

/** Rows from before all of it was kept. */
const EARLIER: Pick<Audit, 'actorId' | 'surface' | 'about' | 'evidence'> = {
  actorId: null,
  surface: 'earlier',
  about: { type: 'request' },
  evidence: {},
};

function wanted({ read, tables }: Database, { repository, of, first, behind }: AuditQuery): SQL[] {
  const { audits: rows, auditModels } = tables;
  const isBehind = first === 'newest' ? lt : gt;
  const after = behind === undefined ? [] : [isBehind(rows.number, behind)];
  if (of === undefined) return after;
  if ('run' in of) return [eq(rows.run, of.run), ...after];
  const isBehindOfModel = behind === undefined ? [] : [isBehind(auditModels.audit, behind)];
  const numbers = read
    .select({ audit: auditModels.audit })
    .from(auditModels)
    .where(
      and(
        eq(auditModels.repository, repository),
        eq(auditModels.model, of.model),
        ...isBehindOfModel,
      ),
    );
  return [inArray(rows.number, numbers)];
}

async function numbersOfModels(
  { read, tables }: Database,
  repository: number,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, readonly (readonly [string, number])[]>> {
  const { auditModels } = tables;
  if (numbers.length === 0) return new Map();
  const rows = await read
    .select()
    .from(auditModels)
    .where(and(eq(auditModels.repository, repository), inArray(auditModels.audit, [...numbers])))
    .orderBy(asc(auditModels.model));
  const byAudit = Map.groupBy(rows, ({ audit }) => audit);
  return new Map(
    [...byAudit].map(([audit, those]) => [
      audit,
      those.map(({ model, number }) => [model, number] as const),
    ]),
  );
}
