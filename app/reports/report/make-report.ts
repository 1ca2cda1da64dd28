import { holm } from '../../../math/holm.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Plan } from '../../domain/plan.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import type { Goal } from '../view/metric-goal.ts';
import { metricGoal } from '../view/metric-goal.ts';
import { isOtherwise } from './report-words.ts';
import {
  judgeChange,
  judgeExamples,
  judgeSame,
  notJudged,
  type JudgedChange,
} from './judge-change.ts';
import { judgePairs } from './judge-pairs.ts';
import { withTraining } from './judge-training.ts';
import { reportedJudge, type ReportedJudge } from './reported-judge.ts';
import { reportSlices } from './report-slices.ts';
import { selectedFrom } from './selected-from.ts';
import type { Training } from './training.ts';
import { intervalOf, isBound } from '../../domain/written-interval.ts';
import type { MeasuredMetric } from '../../../evaluation/comparison.ts';
import type { Change, Looks, Report, ReportedMetric, Side } from './report.ts';

type Numbers = Readonly<Record<string, number>>;

/** Of all metrics beside the primary one together, so often noise alone may colour one. */
const LEVEL = 0.05;

/** What else is known of what a step measured; what is left out is not. */
export type AlsoKnown = {
  /** What its examples say of it alone, by metric. */
  readonly measured?: Readonly<Record<string, MeasuredMetric>>;
  readonly training?: Training;
  readonly looks?: Looks;
};

/** The report of a step: each metric beside what the sides measured, with what may be claimed of the change. */
export function makeReport(
  step: StepView,
  plan: Plan,
  sides: readonly Side[],
  { measured = {}, training, looks }: AlsoKnown = {},
): Report {
  const primary = plan.steps.find(({ id }) => id === step.id)?.metrics?.primary ?? null;
  const judge = reportedJudge(plan, step);
  const gated = new Set(step.gates.map(({ metric }) => metric));
  const known = { primary, training, judge, measured };
  const changes = new Map(
    sides.map((side) => [side.name, changesFrom(step, plan, { side, ...known })]),
  );
  const reported = (name: string): ReportedMetric => {
    const against = sides.flatMap((side): [string, Change][] => {
      const change = changes.get(side.name)?.get(name);
      return change === undefined ? [] : [[side.name, change]];
    });
    return {
      name,
      goal: metricGoal(plan, step.id, name),
      isPrimary: name === primary,
      isGated: gated.has(name),
      value: ownValue(step.metrics, name) ?? null,
      ...sureOf(step, name, ownValue(measured, name)),
      against: Object.fromEntries(against),
    };
  };
  return {
    step: step.key,
    sides,
    selection: training === undefined ? selectedFrom(plan, step.id) : training.selection,
    ...(training && { training }),
    ...(looks && { looks }),
    judge,
    metrics: byImportance(namesOf(step, sides).map(reported)),
    ...reportSlices(step, plan, sides, training),
  };
}

/** What any side measured, but for how sure it was of that. */
function namesOf({ metrics }: StepView, sides: readonly Side[]): readonly string[] {
  const all = [metrics, ...sides.map(metricsOf)];
  return [...new Set(all.flatMap((measured) => Object.keys(measured)))].filter(
    (name) => !all.some((measured) => isBound(measured, name)),
  );
}

/** What the step wrote itself stands before what its examples say. */
function sureOf(
  { metrics }: StepView,
  name: string,
  measured: MeasuredMetric | undefined,
): Pick<ReportedMetric, 'interval' | 'n' | 'recomputed'> {
  const written = intervalOf(metrics, name);
  if (measured === undefined || measured.type === 'not-measured') return { interval: written };
  const recomputed = measured.value;
  if (written !== null || measured.type !== 'measured') return { interval: written, recomputed };
  const { interval, n } = measured;
  return { interval, n, recomputed };
}

function metricsOf({ found }: Side): Numbers {
  return found.type === 'measured' ? found.metrics : {};
}

type From = {
  readonly side: Side;
  readonly primary: string | null;
  readonly training: Training | undefined;
  readonly judge: ReportedJudge | null;
  readonly measured: Readonly<Record<string, MeasuredMetric>>;
};

function changesFrom(
  step: StepView,
  plan: Plan,
  { side, primary, training, judge, measured }: From,
): ReadonlyMap<string, Change> {
  const before = metricsOf(side);
  const told = toldByExamples(step, plan);
  const judged = Object.entries(step.metrics).flatMap(([name, value]): [string, JudgedChange][] => {
    const old = ownValue(before, name);
    if (judge?.against != null && name === judge.metric) {
      const interval = intervalOf(step.metrics, name);
      const won = { value, interval, old, measured: ownValue(measured, name) };
      const change = judgePairs(judge, side, won);
      return change === null ? [] : [[name, change]];
    }
    if (old === undefined) return [];
    const goal = metricGoal(plan, step.id, name);
    if (isOtherwise(side)) return [[name, notJudged(value, old, goal)]];
    const trained = {
      metric: name,
      goal,
      now: training,
      before: side.training,
      isSameModel: side.isSameModel === true,
    };
    const byExamples = changeByExamples(side, name, { goal, value, old });
    if (byExamples !== null && told.has(name)) return [[name, withTraining(byExamples, trained)]];
    const now = { value, interval: intervalOf(step.metrics, name) };
    const then = { value: old, interval: intervalOf(before, name) };
    return [[name, withTraining(judgeChange(now, then, goal), trained)]];
  });
  return new Map(together(judged, primary));
}

/** The metrics that examples say something of. */
function toldByExamples({ id }: StepView, plan: Plan): ReadonlySet<string> {
  const report = plan.steps.find((step) => step.id === id)?.report;
  return new Set(Object.keys(report?.examples?.metrics ?? {}));
}

function changeByExamples(
  { compared }: Side,
  name: string,
  {
    goal,
    value,
    old,
  }: { readonly goal: Goal | null; readonly value: number; readonly old: number },
): JudgedChange | null {
  if (compared?.type === 'under-way') {
    return { ...notJudged(value, old, goal), why: 'its examples are being compared' };
  }
  if (compared?.type === 'same') return judgeSame(value, old);
  const comparison = compared?.type === 'compared' ? ownValue(compared.metrics, name) : undefined;
  return comparison === undefined ? null : judgeExamples(comparison, goal, old);
}

/** Who looks at many metrics finds one that noise moved: beside the primary one, all of them are judged together. */
function together(
  judged: readonly [string, JudgedChange][],
  primary: string | null,
): readonly [string, Change][] {
  const others = judged.filter(([name, { p }]) => name !== primary && p !== null);
  const stands = holm(
    others.map(([, { p }]) => p ?? 1),
    LEVEL,
  );
  const fallen = new Set(others.filter((_, at) => !stands[at]).map(([name]) => name));
  return judged.map(([name, { p: _p, ...change }]) => {
    const isClaimed = change.claim === 'better' || change.claim === 'worse';
    const stays = !isClaimed || !fallen.has(name);
    return [name, stays ? change : { ...change, claim: 'no-detectable-change' }];
  });
}

function byImportance(metrics: readonly ReportedMetric[]): readonly ReportedMetric[] {
  const rank = ({ isPrimary, goal, isGated, value }: ReportedMetric): number => {
    if (value === null) return 4;
    if (isPrimary) return 0;
    if (goal !== null) return 1;
    return isGated ? 2 : 3;
  };
  return metrics.toSorted((a, b) => rank(a) - rank(b) || moved(b) - moved(a));
}

/** How far it moved, beside how large it was; the farther of the sides. */
function moved({ against }: ReportedMetric): number {
  const shares = Object.values(against).map(({ value, change }) =>
    change === 0 ? 0 : Math.abs(change) / Math.max(Math.abs(value), Number.EPSILON),
  );
  return Math.max(0, ...shares);
}
