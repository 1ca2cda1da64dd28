import type { BaselineRef } from '../../domain/gate-spec.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Baseline } from '../../domain/gate.ts';
import { meanOfSeeds } from '../../reports/report/mean-of-seeds.ts';
import type { Side } from '../../reports/report/report.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { messageOf } from '../../../text/message-of.ts';
import type { Warn } from '../ports/host.ts';
import type { StoreReads } from '../ports/store.ts';
import { behindAlias } from './behind-alias.ts';
import { measuringRow } from './measuring-row.ts';
import { measuredBefore, type Asked, type MeasuredBeforeDeps } from './measured-before.ts';
import type { AliasRef } from './version-left.ts';
import { whyOtherwise, type OtherwiseDeps } from './why-otherwise.ts';

export type SideDeps = MeasuredBeforeDeps &
  Pick<OtherwiseDeps, 'changedFiles'> & {
    readonly store: Pick<StoreReads, 'baselines' | 'registry' | 'runs' | 'cache'>;
    /** The address of a run's page; null: it has none. */
    readonly pageOf: (run: string) => string | null;
    readonly warn: Warn;
  };

/** Columns of a table that people can read; a pipeline file may name as many versions as it has gates. */
const MOST_SIDES = 4;

/** What a step of a run is compared with, as `measuredBefore` finds it. */
export async function loadSides(
  deps: SideDeps,
  header: RunHeader,
  step: PlanStep,
): Promise<readonly Side[]> {
  return Promise.all(
    comparedWith(step).map((ref) => sideOf(deps, { header, step, name: nameOf(ref, header), ref })),
  );
}

/** What a step's report names, each once; without one, where the change grew from and what its gates are held against. */
export function comparedWith({ report, gates }: PlanStep): readonly BaselineRef[] {
  const ofGates = gates.flatMap(({ test }) => (test.type === 'baseline' ? [test.baseline] : []));
  const refs = report?.compare ?? [{ type: 'merge-base' }, ...ofGates];
  const once = new Map(refs.map((ref) => [JSON.stringify(ref), ref]));
  return [...once.values()].slice(0, MOST_SIDES);
}

function nameOf(ref: BaselineRef, { hosted }: RunHeader): string {
  if (ref.type === 'alias') return `${ref.model}@${ref.alias}`;
  return hosted?.repository.defaultBranch ?? 'merge-base';
}

type Wanted = {
  readonly header: RunHeader;
  readonly step: PlanStep;
  readonly name: string;
  readonly ref: BaselineRef;
};

async function sideOf(deps: SideDeps, wanted: Wanted): Promise<Side> {
  const { header, step, name, ref } = wanted;
  if (ref.type === 'alias') return aliasSide(deps, wanted, ref);
  const found = await baselineOf(deps, header, { stepId: step.id, key: step.id });
  return { name, is: ref.type, version: null, ...(await measuredBy(deps, found, step)) };
}

async function aliasSide(
  deps: SideDeps,
  { header, step, name }: Wanted,
  ref: AliasRef,
): Promise<Side> {
  const isComparable = await comparability(deps, header, step);
  const { version, baseline, isOwn } = await behindAlias(deps, header, {
    ref,
    stepId: step.id,
    isComparable,
  });
  const measured = await measuredBy(deps, baseline, step);
  return { name, is: 'alias', version, ...(isOwn && { isOwn }), ...measured };
}

async function comparability(
  deps: SideDeps,
  header: RunHeader,
  step: PlanStep,
): Promise<(run: string) => Promise<boolean>> {
  const plan = await deps.store.runs.plan(header.plan);
  const row = await measuringRow(deps.store, header.id, step.id);
  if (plan === null || row === null) return async () => true;
  const judged = { header, plan, step, row };
  return async (run) => (await whyOtherwise(deps, judged, run)).length === 0;
}

/** `unknown`: nobody says where the commit grew from. */
async function baselineOf(
  deps: SideDeps,
  header: RunHeader,
  asked: Asked,
): Promise<Baseline | { readonly type: 'unknown' }> {
  try {
    return await measuredBefore(deps, header, asked);
  } catch (error) {
    deps.warn(`a run is not compared: ${messageOf(error)}`, { run: header.id });
    return { type: 'unknown' };
  }
}

/** The run behind a baseline, and what it measured. */
export async function measuredBy(
  { store, pageOf }: Pick<SideDeps, 'store' | 'pageOf'>,
  baseline: Baseline | { readonly type: 'unknown' },
  { id: stepId }: Pick<PlanStep, 'id'>,
): Promise<Pick<Side, 'run' | 'found'>> {
  if (baseline.type === 'unknown') return { run: null, found: { type: 'unknown' } };
  if (baseline.type === 'none') return { run: null, found: { type: 'never' } };
  const { run: id } = baseline;
  const header = await store.runs.header(id);
  const run =
    header === null
      ? null
      : {
          id,
          sha: header.sha,
          number: runNumber(header),
          page: pageOf(id),
          params: header.params,
        };
  if (baseline.type === 'under-way') return { run, found: { type: 'under-way' } };
  const { examples, slices } = baseline;
  const metrics = await metricsOf(store, baseline, stepId);
  // A version whose run had no such step, as before that was renamed.
  if (Object.keys(metrics).length === 0) return { run, found: { type: 'never' } };
  return {
    run,
    found: {
      type: 'measured',
      metrics,
      ...(examples !== undefined && { examples }),
      ...(slices !== undefined && { slices }),
    },
  };
}

/** A matrix step has no metrics of its own; where its cells differ in their seed alone, it has the means of theirs. */
async function metricsOf(
  { runs }: Pick<SideDeps['store'], 'runs'>,
  { run, metrics }: Extract<Baseline, { type: 'found' }>,
  stepId: string,
): Promise<Readonly<Record<string, number>>> {
  if (Object.keys(metrics).length > 0) return metrics;
  return meanOfSeeds(await runs.cells(run, stepId)) ?? metrics;
}
