import { and, asc, desc, eq } from 'drizzle-orm';
import type { Registry } from '../runtime/store-reads.ts';
import type { Database } from './database.ts';

/** Reads of models, their versions and their aliases. */
export function registry({ read, tables }: Database): Registry {
  const { models } = tables;
  return {
    ...aliasReads({ read, tables }),
    models: async () => {
      const rows = await read
        .selectDistinct({ model: models.model })
        .from(models)
        .orderBy(asc(models.model));
      return rows.map(({ model }) => model);
    },
    versions: async (model) => {
      const rows = await read
        .select({ body: models.body })
        .from(models)
        .where(eq(models.model, model))
        .orderBy(desc(models.version));
      return rows.map(({ body }) => body);
    },
    version: async (model, version) => {
      const one = and(eq(models.model, model), eq(models.version, version));
      return (await read.select({ body: models.body }).from(models).where(one))[0]?.body ?? null;
    },
    ofRun: async (run) => {
      const rows = await read.select({ body: models.body }).from(models).where(eq(models.run, run));
      return rows.map(({ body }) => body);
    },
  };
}

function aliasReads({ read, tables }: Pick<Database, 'read' | 'tables'>) {
  const { aliases, aliasMoves } = tables;
  return {
    aliases: async (model: string) => {
      const rows = await read
        .select({ body: aliases.body })
        .from(aliases)
        .where(eq(aliases.model, model))
        .orderBy(asc(aliases.alias));
      return rows.map(({ body }) => body);
    },
    alias: async (model: string, alias: string) => {
      const one = and(eq(aliases.model, model), eq(aliases.alias, alias));
      return (await read.select({ body: aliases.body }).from(aliases).where(one))[0]?.body ?? null;
    },
    history: async (model: string) => {
      const rows = await read
        .select({ body: aliasMoves.body })
        .from(aliasMoves)
        .where(eq(aliasMoves.model, model))
        .orderBy(desc(aliasMoves.at), desc(aliasMoves.move));
      return rows.map(({ body }) => body);
    },
  };
}
