import type { Baseline } from '../../domain/gate.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { localClock } from '../../local/local-clock.ts';
import type { Side } from '../../reports/report/report.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { measuredBy } from '../../runtime/baselines/load-sides.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { findModel } from '../fetch/find-model.ts';
import { UsageError } from '../usage-error.ts';
import { findOtherRun } from '../workspace/find-other-run.ts';
import { pageOf } from './laptop-sides.ts';

/** What a person wants a run compared with: a run, `churn@production` or `churn@3`. Throws a `UsageError` for none. */
export async function namedSide(
  store: StoreReads,
  reference: string,
  header: RunHeader,
  step: PlanStep,
): Promise<Side> {
  if (reference.includes('@')) return sideOfModel(store, reference, header, step);
  const other = await findOtherRun(store, reference, header);
  const name = `#${runNumber(other)}`;
  const found = await inRun(store, other.id, step);
  if (found.type !== 'none') {
    return { name, is: 'run', version: null, ...(await measuredBy({ store, pageOf }, found)) };
  }
  throw new UsageError(
    `${name} has not measured ${step.id}, by which #${runNumber(header)} is judged.`,
    `What each of its steps measured: mlpipelines metrics ${runNumber(other)}`,
  );
}

async function sideOfModel(
  store: StoreReads,
  reference: string,
  header: RunHeader,
  step: PlanStep,
): Promise<Side> {
  const { model, version, run, metricsStep, metrics } = await findModel(store.registry, reference);
  const name = reference.replace(/@v?(\d+)$/, '@$1');
  if (run === header.id) {
    throw new UsageError(
      `${name} is version ${version}, which #${runNumber(header)} made itself, so there is nothing to compare.`,
      `Name another version: mlpipelines models ${model} lists them.`,
    );
  }
  // A version keeps its metrics when its run has been forgotten.
  const found: Baseline =
    metricsStep === step.id ? { type: 'found', run, metrics } : await inRun(store, run, step);
  if (found.type !== 'none') {
    return { name, is: 'alias', version, ...(await measuredBy({ store, pageOf }, found)) };
  }
  throw new UsageError(
    `${name} comes without metrics of ${step.id}, by which #${runNumber(header)} is judged.`,
    `Versions with their metrics: mlpipelines models ${model}`,
  );
}

function inRun(store: StoreReads, run: string, { id: key }: PlanStep): Promise<Baseline> {
  return store.baselines.inRun(run, { key, now: localClock.now() });
}
