import type { Baseline } from '../../domain/gate.ts';
import type { Baselines, StepProducts } from '../../domain/run/event.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { isSelected } from '../../domain/selected-slices.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import { numberOf } from '../../engine/gates/number-of.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { Comparer } from '../comparing/comparer.ts';
import { comparisonId } from '../comparing/comparison-question.ts';
import { withGateComparison, type Judged } from '../comparing/gate-comparisons.ts';
import { measuredBefore } from './measured-before.ts';
import type { Clock } from '../ports/clock.ts';
import type { Repository } from '../ports/host.ts';
import type { Store } from '../ports/store.ts';

export type BaselineDeps = {
  readonly store: Pick<Store, 'baselines'>;
  readonly comparer: Pick<Comparer, 'known'>;
  readonly repository: Repository;
  readonly clock: Clock;
};

/** A row, and what it measured, whether it has been told so yet or not. */
type Measuring = { readonly key: string } & Pick<StepProducts, 'metrics' | 'examples' | 'slices'>;

/** What the gates of a row are held against, by gate; those that compare with nothing of another run are not in it. */
export async function baselinesOf(
  deps: BaselineDeps,
  hot: HotRun,
  { key, ...products }: Measuring,
): Promise<Baselines> {
  const row = hot.step(key);
  if (row === undefined) return {};
  const { store, repository, clock, comparer } = deps;
  const asked = { store, clock, commitsBefore: (run: RunHeader) => repository.baseCommits(run) };
  const { stepId } = row;
  const step = hot.plan.step(stepId);
  const judged: Judged = { header: hot.header, step, ...products };
  const asking = askedOnce(comparer);
  const found: Record<string, Baseline> = {};
  for (const gate of step.gates) {
    const { id, test } = gate;
    if (test.type !== 'baseline') continue;
    const baseline = await measuredBefore(asked, hot.header, { ref: test.baseline, stepId, key });
    found[id] = forGate(gate, await withGateComparison(asking, judged, gate, baseline));
  }
  return found;
}

/** Of what was measured on parts of the data no more than the gate judges: it is kept with what happened. */
function forGate({ metric, slice }: GateSpec, baseline: Baseline): Baseline {
  if (baseline.type !== 'found' || baseline.slices === undefined) return baseline;
  const { slices, ...rest } = baseline;
  if (slice === undefined) return rest;
  if ('notRead' in slices) return baseline;
  const meant = slices.rows.filter(({ by }) => isSelected(slice.by, by));
  const rows = meant.map(({ by, n, metrics }) => {
    const value = numberOf(metrics, metric);
    return { by, n, metrics: value === undefined ? {} : { [metric]: value } };
  });
  return { ...rest, slices: { rows } };
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
