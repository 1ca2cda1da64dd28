import { and, asc, count, desc, eq } from 'drizzle-orm';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type { MovePart, Registry } from '../../runtime/ports/registry.ts';
import type { Database } from '../database/database.ts';
import { deployedReads } from './deployed.ts';
import { emergencyReads } from './emergencies.ts';
import { freezeReads } from './freezes.ts';
import { registrationReads } from './registrations.ts';
import { isVersion, newestOf, orderOf } from './version-filter.ts';
import { markReads } from './version-marks.ts';
import { originReads } from './version-origins.ts';

/** Reads of models, their versions and their aliases. */
export function registry({ read, tables }: Database): Registry {
  return {
    ...aliasReads({ read, tables }),
    ...versionReads({ read, tables }),
    ...registrationReads({ read, tables }),
    ...markReads({ read, tables }),
    ...originReads({ read, tables }),
    ...deployedReads({ read, tables }),
    ...freezeReads({ read, tables }),
    ...emergencyReads({ read, tables }),
  };
}

type Reading = Pick<Database, 'read' | 'tables'>;

function versionReads({
  read,
  tables,
}: Reading): Pick<Registry, 'models' | 'versions' | 'count' | 'version'> {
  const { models } = tables;
  return {
    models: async (scope = LOCAL_SCOPE) => {
      const rows = await read
        .selectDistinct({ model: models.model })
        .from(models)
        .where(eq(models.scope, scope))
        .orderBy(asc(models.model));
      return rows.map(({ model }) => model);
    },
    versions: async (model, scope = LOCAL_SCOPE, { limit, ...filter } = {}) => {
      const asked = read
        .select({ body: models.body })
        .from(models)
        .where(and(ofModel(tables, scope, model), isVersion(tables, filter)))
        .orderBy(...orderOf(tables, filter));
      const isWhole = limit === undefined || filter.digest !== undefined;
      const rows = await (isWhole ? asked : asked.limit(limit));
      const found = rows.map(({ body }) => body);
      return newestOf(found, filter).slice(0, limit);
    },
    count: async (model, scope = LOCAL_SCOPE) => {
      const [row] = await read
        .select({ all: count() })
        .from(models)
        .where(ofModel(tables, scope, model));
      return row?.all ?? 0;
    },
    version: async (model, version, scope = LOCAL_SCOPE) => {
      const one = and(ofModel(tables, scope, model), eq(models.version, version));
      return (await read.select({ body: models.body }).from(models).where(one))[0]?.body ?? null;
    },
  };
}

function ofModel({ models }: Reading['tables'], scope: Scope, model: string) {
  return and(eq(models.scope, scope), eq(models.model, model));
}

function aliasReads({ read, tables }: Reading) {
  const { aliases, aliasMoves } = tables;
  return {
    aliases: async (model: string, scope: Scope = LOCAL_SCOPE) => {
      const rows = await read
        .select({ body: aliases.body })
        .from(aliases)
        .where(and(eq(aliases.scope, scope), eq(aliases.model, model)))
        .orderBy(asc(aliases.alias));
      return rows.map(({ body }) => body);
    },
    alias: async (model: string, alias: string, scope: Scope = LOCAL_SCOPE) => {
      const within = eq(aliases.scope, scope);
      const one = and(within, eq(aliases.model, model), eq(aliases.alias, alias));
      return (await read.select({ body: aliases.body }).from(aliases).where(one))[0]?.body ?? null;
    },
    history: async (model: string, scope: Scope = LOCAL_SCOPE, { alias, limit }: MovePart = {}) => {
      const ofAlias = alias === undefined ? [] : [eq(aliasMoves.alias, alias)];
      const asked = read
        .select({ body: aliasMoves.body })
        .from(aliasMoves)
        .where(and(eq(aliasMoves.scope, scope), eq(aliasMoves.model, model), ...ofAlias))
        .orderBy(desc(aliasMoves.at), desc(aliasMoves.move));
      const rows = await (limit === undefined ? asked : asked.limit(limit));
      return rows.map(({ body }) => body);
    },
  };
}
