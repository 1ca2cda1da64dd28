import { holm } from '../../../math/holm.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Plan } from '../../domain/plan.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import { metricGoal } from '../view/metric-goal.ts';
import { isOtherwise } from './report-words.ts';
import { judgeChange, notJudged, type JudgedChange } from './judge-change.ts';
import { selectedFrom } from './selected-from.ts';
import type { Change, Interval, Report, ReportedMetric, Side } from './report.ts';

type Numbers = Readonly<Record<string, number>>;

/** Of all metrics beside the primary one together, so often noise alone may colour one. */
const LEVEL = 0.05;

/** The report of a step: each metric beside what the sides measured, with what may be claimed of the change. */
export function makeReport(step: StepView, plan: Plan, sides: readonly Side[]): Report {
  const primary = plan.steps.find(({ id }) => id === step.id)?.metrics?.primary ?? null;
  const gated = new Set(step.gates.map(({ metric }) => metric));
  const measured = [step.metrics, ...sides.map(metricsOf)];
  const names = [...new Set(measured.flatMap((metrics) => Object.keys(metrics)))].filter(
    (name) => !measured.some((metrics) => isBound(metrics, name)),
  );
  const changes = new Map(
    sides.map((side) => [side.name, changesFrom(step, plan, { side, primary })]),
  );
  const metrics = names.map((name): ReportedMetric => {
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
      interval: intervalOf(step.metrics, name),
      against: Object.fromEntries(against),
    };
  });
  const selection = selectedFrom(plan, step.id);
  return { step: step.key, sides, selection, metrics: byImportance(metrics) };
}

function metricsOf({ found }: Side): Numbers {
  return found.type === 'measured' ? found.metrics : {};
}

/** What a step is sure of comes beside the number (`auc.low`, `auc.high`): no metric of its own. */
function isBound(metrics: Numbers, name: string): boolean {
  const [, of] = /^(.+)\.(?:low|high)$/.exec(name) ?? [];
  return of !== undefined && intervalOf(metrics, of) !== null;
}

function intervalOf(metrics: Numbers, name: string): Interval | null {
  const [value, low, high] = [name, `${name}.low`, `${name}.high`].map((each) =>
    ownValue(metrics, each),
  );
  if (value === undefined || low === undefined || high === undefined) return null;
  return low <= value && value <= high ? { low, high } : null;
}

type From = { readonly side: Side; readonly primary: string | null };

function changesFrom(
  step: StepView,
  plan: Plan,
  { side, primary }: From,
): ReadonlyMap<string, Change> {
  const before = metricsOf(side);
  const judged = Object.entries(step.metrics).flatMap(([name, value]): [string, JudgedChange][] => {
    const old = ownValue(before, name);
    if (old === undefined) return [];
    const goal = metricGoal(plan, step.id, name);
    if (isOtherwise(side)) return [[name, notJudged(value, old, goal)]];
    const now = { value, interval: intervalOf(step.metrics, name) };
    const then = { value: old, interval: intervalOf(before, name) };
    return [[name, judgeChange(now, then, goal)]];
  });
  return new Map(together(judged, primary));
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
  return judged.map(([name, { value, change, interval, claim }]) => {
    const isClaimed = claim === 'better' || claim === 'worse';
    const stays = !isClaimed || !fallen.has(name);
    return [name, { value, change, interval, claim: stays ? claim : 'no-detectable-change' }];
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
