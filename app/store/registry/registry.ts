import { and, asc, desc, eq } from 'drizzle-orm';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type { Registry } from '../../runtime/ports/registry.ts';
import type { Database } from '../database/database.ts';
import { deployedReads } from './deployed.ts';
import { emergencyReads } from './emergencies.ts';
import { freezeReads } from './freezes.ts';
import { registrationReads } from './registrations.ts';
import { markReads } from './version-marks.ts';
import { originReads } from './version-origins.ts';

/** Reads of models, their versions and their aliases. */
export function registry({ read, tables }: Database): Registry {
  const { models } = tables;
  return {
    ...aliasReads({ read, tables }),
    models: async (scope = LOCAL_SCOPE) => {
      const rows = await read
        .selectDistinct({ model: models.model })
        .from(models)
        .where(eq(models.scope, scope))
        .orderBy(asc(models.model));
      return rows.map(({ model }) => model);
    },
    versions: async (model, scope = LOCAL_SCOPE) => {
      const rows = await read
        .select({ body: models.body })
        .from(models)
        .where(and(eq(models.scope, scope), eq(models.model, model)))
        .orderBy(desc(models.version));
      return rows.map(({ body }) => body);
    },
    version: async (model, version, scope = LOCAL_SCOPE) => {
      const within = eq(models.scope, scope);
      const one = and(within, eq(models.model, model), eq(models.version, version));
      return (await read.select({ body: models.body }).from(models).where(one))[0]?.body ?? null;
    },
    ...registrationReads({ read, tables }),
    ...markReads({ read, tables }),
    ...originReads({ read, tables }),
    ...deployedReads({ read, tables }),
    ...freezeReads({ read, tables }),
    ...emergencyReads({ read, tables }),
  };
}

type Reading = Pick<Database, 'read' | 'tables'>;

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
    history: async (model: string, scope: Scope = LOCAL_SCOPE) => {
      const rows = await read
        .select({ body: aliasMoves.body })
        .from(aliasMoves)
        .where(and(eq(aliasMoves.scope, scope), eq(aliasMoves.model, model)))
        .orderBy(desc(aliasMoves.at), desc(aliasMoves.move));
      return rows.map(({ body }) => body);
    },
  };
}
