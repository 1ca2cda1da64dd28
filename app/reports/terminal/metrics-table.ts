import type { Plan } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { isBound, intervalOf } from '../../domain/written-interval.ts';
import { line, span, type Line } from '../layout/line.ts';
import { judgeChange } from '../report/judge-change.ts';
import { CLAIM_WORDS } from '../report/report-words.ts';
import type { Claim } from '../report/report.ts';
import { metricGoal } from '../view/metric-goal.ts';
import { numberOrDash, signed } from '../words/number-text.ts';
import { runName } from '../words/run-words.ts';
import { shownKey } from '../words/step-words.ts';
import { table } from '../layout/table.ts';

/** One metric of a run beside another run's. */
export type MetricRow = {
  readonly step: string;
  readonly metric: string;
  readonly value: number | null;
  readonly other: number | null;
  readonly delta: number | null;
  /** As a report claims it, by what the steps wrote of how sure they are. Null: not comparable, or nobody said which way is better. */
  readonly change: Claim | null;
};

/** What was measured, step by step. */
export type Measurements = { readonly steps: readonly MeasuredStep[] };
type MeasuredStep = Pick<StepView, 'key' | 'id' | 'metrics'>;

/** Every metric of a run, step by step; beside others where there are some. Rows that only the others have are last. */
export function metricRows(
  view: Measurements,
  other: Measurements | null,
  plan: Plan,
): readonly MetricRow[] {
  const before = metricsOf(other);
  const after = metricsOf(view);
  const places = new Map([...after, ...before]);
  return [...places].map(([place, { step, metric }]) => {
    const [now, then] = [after.get(place), before.get(place)];
    const [value, old] = [now?.value ?? null, then?.value ?? null];
    const delta = value === null || old === null ? null : value - old;
    const goal = metricGoal(plan, step.id, metric);
    const isJudged = now !== undefined && then !== undefined && goal !== null;
    const change = isJudged ? judgeChange(sureOf(now), sureOf(then), goal).claim : null;
    return { step: step.key, metric, value, other: old, delta, change };
  });
}

/** The rows for people. */
export function metricsTable(
  {
    view,
    other,
    plan,
  }: { readonly view: RunView; readonly other: RunView | null; readonly plan: Plan },
  width: number,
): readonly Line[] {
  const rows = metricRows(view, other, plan);
  if (rows.length === 0) return [line(`${runName(view)} has no metrics.`)];
  const columns = [
    { title: 'step', shrinkTo: 24 },
    { title: 'metric', shrinkTo: 12, cut: 'start' as const },
    { title: runName(view), align: 'right' as const },
    { title: other === null ? '' : runName(other), align: 'right' as const },
    { title: 'change', align: 'right' as const },
    { title: '' },
  ];
  const lines = rows.map((row) => cells(row, other !== null));
  return table(columns, lines, width);
}

type Measured = { readonly step: MeasuredStep; readonly metric: string; readonly value: number };

function metricsOf(view: Measurements | null): ReadonlyMap<string, Measured> {
  return new Map(
    (view?.steps ?? []).flatMap((step) =>
      Object.entries(step.metrics)
        .filter(([metric]) => !isBound(step.metrics, metric))
        .map(([metric, value]) => [JSON.stringify([step.key, metric]), { step, metric, value }]),
    ),
  );
}

function sureOf({ step, metric, value }: Measured) {
  return { value, interval: intervalOf(step.metrics, metric) };
}

function cells(row: MetricRow, isCompared: boolean): readonly Line[] {
  const { tone: changed, short } =
    row.change === null ? ({ tone: 'dim', short: '' } as const) : CLAIM_WORDS[row.change];
  return [
    line(shownKey(row.step)),
    line(row.metric),
    line(numberOrDash(row.value), 'strong'),
    line(isCompared ? numberOrDash(row.other) : ''),
    line(row.delta === null ? '' : signed(row.delta), changed),
    [span(short, changed)],
  ];
}
