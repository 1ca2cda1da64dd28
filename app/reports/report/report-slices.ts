import { benjaminiHochberg } from '../../../math/benjamini-hochberg.ts';
import { holm } from '../../../math/holm.ts';
import { isSameNumber } from '../../../math/same-number.ts';
import type { MetricComparison } from '../../../evaluation/comparison.ts';
import { sliceKey, type Slice } from '../../../evaluation/slices.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import { slicesIn } from '../../domain/kept-slices.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { isMeant } from '../../domain/selected-slices.ts';
import { metricGoal, type Goal } from '../view/metric-goal.ts';
import { numberText } from '../words/number-text.ts';
import {
  judgeChange,
  judgeExamples,
  judgeSame,
  notJudged,
  type JudgedChange,
} from './judge-change.ts';
import type { Change, Report, ReportedSlice, Side, SliceMetric } from './report.ts';
import { isOtherwise } from './report-words.ts';
import { withTraining } from './judge-training.ts';
import { trainingIn, type Training } from './training.ts';
import { intervalOf, isBound } from '../../domain/written-interval.ts';

/** Of slices that a gate names, declared beforehand: so often noise alone may colour any of them. */
const DECLARED_LEVEL = 0.05;
/** Of those that are coloured among all others, such a share may be noise; where none changed, so often any is. */
const FOUND_LEVEL = 0.1;
/** Rows; of fewer nobody can tell how sure a number is. */
const FEWEST = 20;

/** Each slice of a step beside what the sides measured on the same part, with what may be claimed of the change. */
export function reportSlices(
  step: StepView,
  plan: Plan,
  sides: readonly Side[],
  training?: Training,
): Pick<Report, 'slices'> {
  if (step.slices === undefined) return {};
  const slices = slicesIn(step.slices);
  const planned = plan.steps.find(({ id }) => id === step.id);
  if (planned === undefined) return {};
  const about: About = { plan, step: planned, slices, training };
  const besides = sides.map((side) => ({ name: side.name, found: changesBeside(about, side) }));
  const reported = slices.map(({ by, n, metrics }): ReportedSlice => ({
    by,
    n,
    metrics: namesIn(metrics).map((name): SliceMetric => ({
      name,
      goal: metricGoal(plan, step.id, name),
      isPrimary: name === planned.metrics?.primary,
      isGated: isDeclared(planned, { by, n, metrics }, name),
      value: metrics[name] ?? Number.NaN,
      interval: intervalOf(metrics, name),
      against: Object.fromEntries(
        besides.flatMap((beside): [string, Change][] => {
          const change = beside.found.get(cellKey(by, name));
          return change === undefined ? [] : [[beside.name, change]];
        }),
      ),
    })),
  }));
  return { slices: reported };
}

type About = {
  readonly plan: Plan;
  readonly step: PlanStep;
  readonly slices: readonly Slice[];
  readonly training: Training | undefined;
};

/** A metric of a slice, beside one side. */
type Cell = {
  readonly key: string;
  readonly isGated: boolean;
  readonly goal: Goal | null;
  readonly change: JudgedChange;
};

function namesIn(metrics: Slice['metrics']): readonly string[] {
  return Object.keys(metrics).filter((name) => !isBound(metrics, name));
}

function cellKey(by: Slice['by'], metric: string): string {
  return `${sliceKey(by)} ${metric}`;
}

function changesBeside(about: About, side: Side): ReadonlyMap<string, Change> {
  const { plan, step, slices, training } = about;
  const kept = side.found.type === 'measured' ? slicesIn(side.found.slices) : [];
  const before = new Map(kept.map((slice) => [sliceKey(slice.by), slice]));
  const said = saidBy(side);
  const cells = slices.flatMap((slice) => {
    const other = before.get(sliceKey(slice.by));
    if (other === undefined) return [];
    return namesIn(slice.metrics).flatMap((name): Cell[] => {
      const pair = pairOf(slice, other, name);
      if (pair === null) return [];
      const goal = metricGoal(plan, step.id, name);
      const comparison = ownValue(said.get(sliceKey(slice.by)) ?? {}, name);
      const asked = { ...pair, goal, comparison, fewest: fewestFor(step, slice, name) };
      const change = withTraining(judgeSlice(asked, side), {
        metric: name,
        goal,
        now: training && trainingIn(training, slice.by),
        before: side.training && trainingIn(side.training, slice.by),
        isSameModel: side.isSameModel === true,
      });
      return [
        { key: cellKey(slice.by, name), isGated: isDeclared(step, slice, name), goal, change },
      ];
    });
  });
  return together(cells);
}

type Comparisons = Readonly<Record<string, MetricComparison>>;

function saidBy({ compared }: Side): ReadonlyMap<string, Comparisons> {
  const slices = compared?.type === 'compared' ? (compared.slices ?? []) : [];
  return new Map(slices.map(({ by, metrics }) => [sliceKey(by), metrics]));
}

/** What both sides measured of a metric on the same part. */
type Pair = { readonly name: string; readonly now: Slice; readonly before: Slice } & {
  readonly value: number;
  readonly old: number;
};

function pairOf(now: Slice, before: Slice, name: string): Pair | null {
  const [value, old] = [ownValue(now.metrics, name), ownValue(before.metrics, name)];
  return value === undefined || old === undefined ? null : { name, now, before, value, old };
}

type Asked = Pair & {
  readonly goal: Goal | null;
  readonly comparison: MetricComparison | undefined;
  readonly fewest: number;
};

function judgeSlice(asked: Asked, side: Side): JudgedChange {
  const { name, now, before, value, old, goal, fewest } = asked;
  const cannot = (why: string): JudgedChange => ({ ...notJudged(value, old, goal), why });
  if (isOtherwise(side)) return notJudged(value, old, goal);
  const n = Math.min(now.n, before.n);
  if (n < fewest) {
    return cannot(`${n.toLocaleString('en-US')} rows are too few to tell (fewer than ${fewest})`);
  }
  const sampled = judgeSampled(asked, side);
  if (sampled !== null) return typeof sampled === 'string' ? cannot(sampled) : sampled;
  const sure = (slice: Slice, number: number) => ({
    value: number,
    interval: intervalOf(slice.metrics, name),
  });
  return judgeChange(sure(now, value), sure(before, old), goal);
}

/** By examples; a text: why they cannot tell. Null: they say nothing of it. */
function judgeSampled(
  { value, old, goal, comparison }: Asked,
  { compared }: Side,
): JudgedChange | string | null {
  if (compared?.type === 'under-way') return 'its examples are being compared';
  if (compared?.type === 'same') return judgeSame(value, old);
  if (comparison === undefined || comparison.type === 'not-compared') return null;
  return isSameNumber(value, comparison.value)
    ? judgeExamples(comparison, goal, old)
    : `its examples give ${numberText(comparison.value)}`;
}

function gatesOf({ gates }: PlanStep, { by }: Slice, metric: string): readonly GateSpec[] {
  return gates.filter(
    (gate) => gate.slice !== undefined && gate.metric === metric && isMeant(gate.slice.by, by),
  );
}

/** Whether a gate judges the metric on this slice, so that it was named before anybody saw it. */
function isDeclared(step: PlanStep, slice: Slice, metric: string): boolean {
  return gatesOf(step, slice, metric).some((gate) => slice.n >= (gate.slice?.minN ?? 0));
}

/** What is too small for each gate on it is too small for a claim. */
function fewestFor(step: PlanStep, slice: Slice, metric: string): number {
  const sizes = gatesOf(step, slice, metric).map((gate) => gate.slice?.minN ?? 0);
  return sizes.length === 0 ? FEWEST : Math.max(FEWEST, Math.min(...sizes));
}

/** Who looks at many slices finds one that noise moved: all of them are judged together, those with a gate by themselves. */
function together(cells: readonly Cell[]): ReadonlyMap<string, Change> {
  const judged = cells.filter(({ goal, change }) => goal !== null && change.p !== null);
  const [declared, found] = [true, false].map((is) =>
    judged.filter(({ isGated }) => isGated === is),
  );
  const fallen = new Set([
    ...fallenOf(declared ?? [], (values) => holm(values, DECLARED_LEVEL)),
    ...fallenOf(found ?? [], (values) => benjaminiHochberg(values, FOUND_LEVEL)),
  ]);
  return new Map(
    cells.map(({ key, change: { p: _p, ...change } }): [string, Change] => {
      const isClaimed = change.claim === 'better' || change.claim === 'worse';
      const falls = isClaimed && fallen.has(key);
      return [key, falls ? { ...change, claim: 'no-detectable-change' } : change];
    }),
  );
}

function fallenOf(
  cells: readonly Cell[],
  correct: (pValues: readonly number[]) => readonly boolean[],
): readonly string[] {
  const stands = correct(cells.map(({ change }) => change.p ?? 1));
  return cells.filter((_, at) => stands[at] !== true).map(({ key }) => key);
}
