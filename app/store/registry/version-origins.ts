import { and, asc, desc, eq, gte, lt } from 'drizzle-orm';
import type { ModelVersion, Origin } from '../../domain/model.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type { Registry } from '../../runtime/ports/registry.ts';
import type { Database, Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** Lineage both ways: what a version came from, and what came from some contents. */
export function originReads({
  read,
  tables,
}: Pick<Database, 'read' | 'tables'>): Pick<Registry, 'origins' | 'madeFrom'> {
  const { modelOrigins: rows } = tables;
  return {
    origins: async (model, version, scope = LOCAL_SCOPE) => {
      const found = await read
        .select({ body: rows.body })
        .from(rows)
        .where(and(eq(rows.scope, scope), eq(rows.model, model), eq(rows.version, version)))
        .orderBy(asc(rows.place));
      return found.map(({ body }) => body);
    },
    madeFrom: async (digest, { limit, scope = LOCAL_SCOPE }) => {
      const found = await read
        .select({ model: rows.model, version: rows.version, origin: rows.body })
        .from(rows)
        // A range, which both databases look up by the index; digests are lower-case hex, and `g` comes after them all.
        .where(and(eq(rows.scope, scope), gte(rows.digest, digest), lt(rows.digest, `${digest}g`)))
        .orderBy(asc(rows.model), desc(rows.version))
        .limit(limit);
      return found;
    },
  };
}

/** Keeps what a new version came from. */
export async function saveOrigins(
  query: Query,
  { modelOrigins }: Tables,
  { model, version, run }: Pick<ModelVersion, 'model' | 'version' | 'run'>,
  { origins, scope }: { readonly origins: readonly Origin[]; readonly scope: Scope },
): Promise<void> {
  if (origins.length === 0) return;
  await query.insert(modelOrigins).values(
    origins.map((body, place) => {
      return { scope, model, version, place, digest: body.digest, run, body };
    }),
  );
}
