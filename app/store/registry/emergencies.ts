import { asc, eq } from 'drizzle-orm';
import type { Registry } from '../../runtime/ports/registry.ts';
import { Conflict, type Database } from '../database/database.ts';
import { inOneOrder, type Write } from '../write.ts';

/** Promotions that waited for no approval, until somebody else has looked at them. */
export function emergencyReads({
  read,
  tables,
}: Pick<Database, 'read' | 'tables'>): Pick<Registry, 'emergencies'> {
  const { emergencies: rows } = tables;
  return {
    emergencies: async (repository) => {
      const found = await read
        .select({ body: rows.body })
        .from(rows)
        .where(eq(rows.repository, repository))
        .orderBy(asc(rows.reviewBy), asc(rows.run))
        .limit(MOST);
      return found.map(({ body }) => body);
    },
  };
}

const MOST = 100;

export const openEmergencies: Write<'emergency.open'> = async (query, { emergencies }, changes) => {
  await query.insert(emergencies).values(
    changes.map(({ emergency: body }) => {
      const { run, repository, reviewBy } = body;
      return { run, repository, reviewBy, body };
    }),
  );
};

export const closeEmergencies: Write<'emergency.reviewed'> = async (query, tables, changes) => {
  const { emergencies } = tables;
  for (const { run } of inOneOrder(changes, (change) => change.run)) {
    const its = eq(emergencies.run, run);
    const done = await query.delete(emergencies).where(its).returning({ run: emergencies.run });
    if (done.length === 0) throw new Conflict([run]);
  }
};
