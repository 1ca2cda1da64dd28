import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Baseline } from '../../domain/gate.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type { BaselineReads } from '../../runtime/ports/cache.ts';
import type { Database } from '../database/database.ts';

const NONE: Baseline = { type: 'none' };

/** What gates are held against: metrics of the step of the same id in another run. */
export function baselines(database: Database): BaselineReads {
  return {
    behindAlias: (model, alias, stepId, scope = LOCAL_SCOPE) =>
      behindAlias(database, { model, alias, scope }, stepId),
    atCommit: (pipeline, sha, stepId, scopes = [LOCAL_SCOPE]) =>
      atCommit(database, { pipeline, sha, scopes }, stepId),
  };
}

async function behindAlias(
  database: Database,
  at: { readonly model: string; readonly alias: string; readonly scope: Scope },
  stepId: string,
): Promise<Baseline> {
  const { aliases, models } = database.tables;
  const same = [
    eq(models.scope, aliases.scope),
    eq(models.model, aliases.model),
    eq(models.version, aliases.version),
  ];
  const { scope, model, alias } = at;
  const one = and(eq(aliases.scope, scope), eq(aliases.model, model), eq(aliases.alias, alias));
  const rows = await database.read
    .select({ body: models.body })
    .from(aliases)
    .innerJoin(models, and(...same))
    .where(one);
  const version = rows[0]?.body;
  if (version === undefined) return NONE;
  const { run, metricsStep, metrics } = version;
  // A version keeps its metrics when its run has been forgotten.
  if (metricsStep === stepId) return { type: 'found', run, metrics };
  return { type: 'found', run, metrics: (await metricsOf(database, run, stepId)) ?? {} };
}

async function atCommit(
  database: Database,
  at: { readonly pipeline: string; readonly sha: string; readonly scopes: readonly Scope[] },
  stepId: string,
): Promise<Baseline> {
  const { runs } = database.tables;
  const rows = await database.read
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.sha, at.sha),
        eq(runs.pipeline, at.pipeline),
        eq(runs.status, 'succeeded'),
        inArray(runs.scope, [...at.scopes]),
      ),
    )
    .orderBy(desc(runs.createdAt))
    .limit(1);
  const run = rows[0]?.id;
  if (run === undefined) return NONE;
  return { type: 'found', run, metrics: (await metricsOf(database, run, stepId)) ?? {} };
}

async function metricsOf({ read, tables }: Database, run: string, stepId: string) {
  const { steps } = tables;
  const ofStep = and(eq(steps.run, run), eq(steps.key, stepId));
  return (await read.select({ body: steps.body }).from(steps).where(ofStep))[0]?.body.metrics;
}
