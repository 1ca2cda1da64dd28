import { and, asc, eq } from 'drizzle-orm';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import type { Registry } from '../../runtime/ports/registry.ts';
import type { Database } from '../database/database.ts';
import { excluded } from '../database/excluded.ts';
import { inOneOrder, type Write } from '../write.ts';

/** What services said that they run. */
export function deployedReads({
  read,
  tables,
}: Pick<Database, 'read' | 'tables'>): Pick<Registry, 'deployed'> {
  const { modelDeployed: rows } = tables;
  return {
    deployed: async (model, scope = LOCAL_SCOPE) => {
      const found = await read
        .select({ body: rows.body })
        .from(rows)
        .where(and(eq(rows.scope, scope), eq(rows.model, model)))
        .orderBy(asc(rows.alias), asc(rows.environment))
        .limit(MOST_ENVIRONMENTS);
      return found.map(({ body }) => body);
    },
  };
}

const MOST_ENVIRONMENTS = 200;

export const saveDeployed: Write<'model.deployed'> = async (query, tables, changes) => {
  const { modelDeployed: rows } = tables;
  for (const { deployed: body, scope = LOCAL_SCOPE } of inOneOrder(changes, nameOf)) {
    const { model, alias, environment } = body;
    await query
      .insert(rows)
      .values({ scope, model, alias, environment, body })
      .onConflictDoUpdate({
        target: [rows.scope, rows.model, rows.alias, rows.environment],
        set: { body: excluded('body') },
      });
  }
};

function nameOf({
  deployed: { model, alias, environment },
}: Parameters<typeof saveDeployed>[2][number]): string {
  return `${model}@${alias} ${environment}`;
}
