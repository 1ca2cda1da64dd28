import type { Baseline } from '../../domain/gate.ts';
import type { BaselineRef } from '../../domain/gate-spec.ts';
import type { Baselines, StepProducts } from '../../domain/run/event.ts';
import { serverBaseline, type ServerBaseline } from '../../domain/run/of-server.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { isMeant } from '../../domain/selected-slices.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import { numberOf } from '../../engine/gates/number-of.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { Comparer } from '../comparing/comparer.ts';
import { comparisonId } from '../comparing/comparison-question.ts';
import { withGateComparison, type Judged } from './gate-comparisons.ts';
import { gateTrainings } from './gate-trainings.ts';
import { judgedOtherwise } from '../comparing/same-judge.ts';
import type { Clock } from '../ports/clock.ts';
import type { Repository } from '../ports/host.ts';
import type { StoreReads } from '../ports/store.ts';
import { behindAlias } from '../baselines/behind-alias.ts';
import { isSameModel } from '../baselines/is-same-model.ts';
import { measuredBefore } from '../baselines/measured-before.ts';
import type { JudgedRow } from '../baselines/evaluation-changes.ts';
import { whyOtherwise, type OtherwiseDeps } from '../baselines/why-otherwise.ts';

export type BaselineDeps = Pick<OtherwiseDeps, 'changedFiles'> & {
  readonly store: Pick<StoreReads, 'baselines' | 'registry' | 'runs' | 'cache'>;
  readonly comparer: Pick<Comparer, 'known'>;
  readonly repository: Repository;
  readonly clock: Clock;
};

/** A row, and what it measured, whether it has been told so yet or not. */
export type Measuring = Pick<StepRow, 'key' | 'takenFrom'> &
  Pick<StepProducts, 'metrics' | 'examples' | 'slices'>;

/** What the gates of a row are held against, by gate; those that compare with nothing of another run are not in it. */
export async function baselinesOf(
  deps: BaselineDeps,
  hot: HotRun,
  { key, takenFrom, ...products }: Measuring,
): Promise<Baselines> {
  const row = hot.step(key);
  if (row === undefined) return {};
  const step = hot.plan.step(row.stepId);
  const { header } = hot;
  const asking = askedOnce(deps.comparer);
  const judged: Judged = { header, step, ...products };
  const { examples } = products;
  const judgedRow = { header, plan: hot.plan.plan, step, row: { key, takenFrom } };
  const withTraining = gateTrainings(deps, judgedRow, products);
  const known = new Map<string, Baseline>();
  const found: Record<string, Baseline> = {};
  for (const gate of step.gates) {
    const { id, test } = gate;
    if (test.type !== 'baseline') continue;
    const name = JSON.stringify(test.baseline);
    const baseline =
      known.get(name) ?? (await baselineOf(deps, hot, { ...judgedRow, examples }, test.baseline));
    known.set(name, baseline);
    const compared = await withGateComparison(asking, judged, gate, baseline);
    found[id] = forGate(gate, await withTraining(gate, compared));
  }
  return found;
}

/** Of what was measured on parts of the data no more than the gate judges: it is kept with what happened. */
function forGate({ metric, slice }: GateSpec, baseline: Baseline): Baseline {
  if (baseline.type !== 'found' || baseline.slices === undefined) return baseline;
  const { slices, ...rest } = baseline;
  if (slice === undefined) return rest;
  if ('notRead' in slices) return baseline;
  const meant = slices.rows.filter(({ by }) => isMeant(slice.by, by));
  const rows = meant.map(({ by, n, metrics }) => {
    const value = numberOf(metrics, metric);
    return { by, n, metrics: value === undefined ? {} : { [metric]: value } };
  });
  return { ...rest, slices: { rows } };
}

async function baselineOf(
  deps: BaselineDeps,
  hot: HotRun,
  judged: JudgedRow & { readonly examples: Measuring['examples'] },
  ref: BaselineRef,
): Promise<Baseline> {
  const baseline = await measured(deps, judged, ref);
  if (baseline.type !== 'found') return baseline;
  const changed = await whyOtherwise(deps, judged, baseline.run);
  // A judge is part of what a step is keyed by, but not of every step is the key of another run at hand.
  const { judge } = judged.step.report ?? {};
  const otherwise =
    changed.length > 0 ? changed : judgedOtherwise(judge, judged.examples, baseline.examples);
  if (otherwise.length === 0) return baseline;
  const isSame = await isSameModel(deps, hot, judged, baseline.run);
  return { ...baseline, otherwise, ...(isSame && { sameModel: true as const }) };
}

async function measured(
  deps: BaselineDeps,
  judged: JudgedRow,
  ref: BaselineRef,
): Promise<Baseline> {
  const { header, step, row } = judged;
  const stepId = step.id;
  // Of a single cell a server was asked nothing.
  const there = row.key === stepId ? serverBaseline(header.options.server, stepId, ref) : null;
  if (there !== null) return baselineThere(there);
  if (ref.type === 'alias') {
    const isComparable = async (run: string) =>
      (await whyOtherwise(deps, judged, run)).length === 0;
    return (await behindAlias(deps, header, { ref, stepId, isComparable })).baseline;
  }
  const { store, clock, repository } = deps;
  const commitsBefore = (run: RunHeader) => repository.baseCommits(run);
  return measuredBefore({ store, clock, commitsBefore }, header, { stepId, key: row.key });
}

/** What a server still measures has not been measured for a run that does not wait for it. */
function baselineThere({ name: of, run, found }: ServerBaseline): Baseline {
  if (found.type !== 'measured') return { type: 'none', of };
  // A version keeps its metrics when its run has been forgotten.
  return { type: 'found', run: run?.id ?? of, metrics: found.metrics, of };
}

/** Gates of one step ask the same of the same tables, and an answer may be long. */
function askedOnce(comparer: BaselineDeps['comparer']): BaselineDeps['comparer'] {
  const asked = new Map<string, ReturnType<Comparer['known']>>();
  return {
    known: (questions) => {
      const key = questions.map((question) => comparisonId(question)).join(' ');
      const answers = asked.get(key) ?? comparer.known(questions);
      asked.set(key, answers);
      return answers;
    },
  };
}
