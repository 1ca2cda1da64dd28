import { and, asc, desc, eq, exists, inArray } from 'drizzle-orm';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type { Registry } from '../../runtime/ports/registry.ts';
import type { Database } from '../database/database.ts';

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
  };
}

type Reading = Pick<Database, 'read' | 'tables'>;

/** Of one model: what was registered longer ago is not asked about. */
const MOST_REGISTRATIONS = 200;

async function runsThatRegistered(
  { read, tables }: Reading,
  ...[{ model, artifact, metricsStep }, of]: Parameters<Registry['runsThatRegistered']>
): Promise<readonly string[]> {
  const { models, registrations } = tables;
  const { within, limit, scope = LOCAL_SCOPE } = of;
  const ofModel = [eq(registrations.scope, scope), eq(registrations.model, model)];
  const rows = await read
    .select({ run: registrations.run, body: models.body })
    .from(registrations)
    .innerJoin(models, ofVersion(tables))
    .where(and(...ofModel, eq(registrations.within, within)))
    // Ids of runs grow with time.
    .orderBy(desc(registrations.run))
    .limit(MOST_REGISTRATIONS);
  const same = rows.filter(
    ({ body }) => body.artifact.digest === artifact.digest && body.metricsStep === metricsStep,
  );
  return [...new Set(same.map((row) => row.run))].slice(0, limit);
}

function ofVersion({ models, registrations }: Database['tables']) {
  return and(
    eq(registrations.scope, models.scope),
    eq(registrations.model, models.model),
    eq(registrations.version, models.version),
  );
}

function registrationReads({ read, tables }: Reading) {
  const { models, registrations } = tables;
  return {
    registeredWithin: async (
      model: string,
      readable: readonly Scope[],
      scope: Scope = LOCAL_SCOPE,
    ) => {
      const readably = read
        .select({ run: registrations.run })
        .from(registrations)
        .where(and(ofVersion(tables), inArray(registrations.within, [...readable])));
      const rows = await read
        .select({ body: models.body })
        .from(models)
        .where(and(eq(models.scope, scope), eq(models.model, model), exists(readably)))
        .orderBy(desc(models.version));
      return rows.map(({ body }) => body);
    },
    runsThatRegistered: (...asked: Parameters<Registry['runsThatRegistered']>) =>
      runsThatRegistered({ read, tables }, ...asked),
    ofRun: async (run: string) => {
      return read
        .select({ key: registrations.key, version: models.body })
        .from(registrations)
        .innerJoin(models, ofVersion(tables))
        .where(eq(registrations.run, run))
        .orderBy(asc(registrations.key));
    },
  };
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
