import type { PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { localClock } from '../../local/local-clock.ts';
import type { Side } from '../../reports/report/report.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { measuredByVersion } from '../../runtime/baselines/measured-by-version.ts';
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
  const now = localClock.now();
  const found = await store.baselines.inRun(other.id, { key: step.id, now });
  if (found.type !== 'none') {
    return {
      name,
      is: 'run',
      version: null,
      ...(await measuredBy({ store, pageOf }, found, step)),
    };
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
  const known = await findModel(store.registry, reference);
  const { model, version, run } = known;
  const name = reference.replace(/@v?(\d+)$/, '@$1');
  if (run === header.id) {
    throw new UsageError(
      `${name} is version ${version}, which #${runNumber(header)} made itself, so there is nothing to compare.`,
      `Name another version: mlpipelines models ${model} lists them.`,
    );
  }
  const found = await measuredByVersion({ store, clock: localClock }, known, step.id);
  if (found.type !== 'none') {
    return { name, is: 'alias', version, ...(await measuredBy({ store, pageOf }, found, step)) };
  }
  throw new UsageError(
    `${name} comes without metrics of ${step.id}, by which #${runNumber(header)} is judged.`,
    `Versions with their metrics: mlpipelines models ${model}`,
  );
}
