import { and, asc, desc, eq, exists, inArray } from 'drizzle-orm';
import type { ModelVersion } from '../../domain/model.ts';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import type { Registry } from '../../runtime/ports/registry.ts';
import type { Database } from '../database/database.ts';
import { isVersion, newestOf, orderOf } from './version-filter.ts';

type Reading = Pick<Database, 'read' | 'tables'>;

/** Which run registered which version. */
export function registrationReads({ read, tables }: Reading) {
  const { models, registrations } = tables;
  return {
    registeredWithin: (...asked: Parameters<Registry['registeredWithin']>) =>
      registeredWithin({ read, tables }, ...asked),
    runsThatRegistered: (...asked: Parameters<Registry['runsThatRegistered']>) =>
      runsThatRegistered({ read, tables }, ...asked),
    runsOf: (...asked: Parameters<Registry['runsOf']>) => runsOf({ read, tables }, ...asked),
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

async function registeredWithin(
  { read, tables }: Reading,
  ...[model, readable, scope = LOCAL_SCOPE, filter = {}]: Parameters<Registry['registeredWithin']>
): Promise<readonly ModelVersion[]> {
  const { models, registrations } = tables;
  const readably = read
    .select({ run: registrations.run })
    .from(registrations)
    .where(and(ofVersion(tables), inArray(registrations.within, [...readable])));
  const ofModel = and(eq(models.scope, scope), eq(models.model, model), isVersion(tables, filter));
  const rows = await read
    .select({ body: models.body })
    .from(models)
    .where(and(ofModel, exists(readably)))
    .orderBy(...orderOf(tables, filter));
  const found = rows.map(({ body }) => body);
  return newestOf(found, filter);
}

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

/** The oldest first. */
async function runsOf(
  { read, tables: { registrations } }: Reading,
  ...[model, version, { limit, scope = LOCAL_SCOPE }]: Parameters<Registry['runsOf']>
): Promise<readonly string[]> {
  const isOf = and(
    eq(registrations.scope, scope),
    eq(registrations.model, model),
    eq(registrations.version, version),
  );
  const rows = await read
    .selectDistinct({ run: registrations.run })
    .from(registrations)
    .where(isOf)
    // Ids of runs grow with time.
    .orderBy(asc(registrations.run))
    .limit(limit);
  return rows.map(({ run }) => run);
}
