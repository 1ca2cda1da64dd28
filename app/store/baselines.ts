import { and, desc, eq } from 'drizzle-orm';
import type { Baseline } from '../domain/gate.ts';
import type { BaselineReads } from '../runtime/store-reads.ts';
import type { Database } from './database.ts';

const NONE: Baseline = { type: 'none' };

/** What gates are held against: metrics of the step of the same id in another run. */
export function baselines(database: Database): BaselineReads {
  const { read, tables } = database;
  const { aliases, models, runs } = tables;
  return {
    behindAlias: async (model, alias, stepId) => {
      const rows = await read
        .select({ body: models.body })
        .from(aliases)
        .innerJoin(
          models,
          and(eq(models.model, aliases.model), eq(models.version, aliases.version)),
        )
        .where(and(eq(aliases.model, model), eq(aliases.alias, alias)));
      const version = rows[0]?.body;
      if (version === undefined) return NONE;
      const { run, metricsStep, metrics } = version;
      // A version keeps its metrics when its run has been forgotten.
      if (metricsStep === stepId) return { type: 'found', run, metrics };
      return { type: 'found', run, metrics: (await metricsOf(database, run, stepId)) ?? {} };
    },
    atCommit: async (pipeline, sha, stepId) => {
      const rows = await read
        .select({ id: runs.id })
        .from(runs)
        .where(and(eq(runs.sha, sha), eq(runs.pipeline, pipeline), eq(runs.status, 'succeeded')))
        .orderBy(desc(runs.createdAt))
        .limit(1);
      const run = rows[0]?.id;
      if (run === undefined) return NONE;
      return { type: 'found', run, metrics: (await metricsOf(database, run, stepId)) ?? {} };
    },
  };
}

async function metricsOf({ read, tables }: Database, run: string, stepId: string) {
  const { steps } = tables;
  const ofStep = and(eq(steps.run, run), eq(steps.key, stepId));
  return (await read.select({ body: steps.body }).from(steps).where(ofStep))[0]?.body.metrics;
}
