import { ownValue } from '../../../../domain/own-value.ts';
import { attemptOf } from '../../../../drawing/kept/attempt-of.ts';
import type { TrainingCurves, TrainingLine } from '../../../../reports/comment/run-story.ts';
import { metricGoal } from '../../../../reports/view/metric-goal.ts';
import type { AttemptId, Sample } from '../../../../runtime/ports/attempts.ts';
import type { PublishDeps } from '../../publish-deps.ts';
import { baseOf } from '../../report/base-of.ts';
import { liveMetric, metricBeside, unitOf } from './live-metric.ts';
import type { LoadedRun } from '../../report/loaded-run.ts';
import { readSeries, type Series } from './live-series.ts';

/**
 * How the last step of a run that tells live metrics went, beside the same step where the commit grew from. What was taken
 * from an earlier run went as it went there. Null: none told any; those of a sweep's cells stand on the run's page.
 */
export async function loadTraining(
  deps: PublishDeps,
  run: LoadedRun,
): Promise<TrainingCurves | null> {
  const { plan, header } = run;
  const telling = plan.steps.filter(
    ({ metrics, matrix }) => metrics?.live != null && matrix === null,
  );
  for (const { id } of telling.toReversed()) {
    const of = await attemptOf(deps, header.id, id);
    const series = of === null ? null : await readSeries(deps.store, of);
    const last = series?.samples.at(-1);
    if (of === null || series === null || last === undefined) continue;
    const metric = liveMetric(plan, id, last.values);
    if (metric === null) continue;
    const base = await baseSeries(deps, run, { stepId: id, not: of });
    return {
      key: id,
      unit: unitOf(last),
      metric,
      goal: metricGoal(plan, id, metric),
      isThinned: series.isThinned,
      lines: linesOf(series, base, metric),
    };
  }
  return null;
}

function linesOf(
  { samples }: Series,
  base: { readonly name: string; readonly series: Series } | null,
  metric: string,
): readonly TrainingLine[] {
  const beside = metricBeside(metric, samples.at(-1)?.values ?? {});
  return [
    { metric, of: null, points: pointsOf(samples, metric) },
    ...(base === null
      ? []
      : [{ metric, of: base.name, points: pointsOf(base.series.samples, metric) }]),
    ...(beside === null ? [] : [{ metric: beside, of: null, points: pointsOf(samples, beside) }]),
  ];
}

function pointsOf(samples: readonly Sample[], metric: string): TrainingLine['points'] {
  return samples.flatMap(({ step, values }) => {
    const value = ownValue(values, metric);
    return value === undefined || !Number.isFinite(value) ? [] : [{ step, value }];
  });
}

async function baseSeries(
  deps: PublishDeps,
  { header }: LoadedRun,
  { stepId, not }: { readonly stepId: string; readonly not: AttemptId },
): Promise<{ readonly name: string; readonly series: Series } | null> {
  const base = await baseOf(deps, header, stepId);
  const of = base === null ? null : await attemptOf(deps, base.id, stepId);
  // The same work is one line.
  if (of === null || (of.run === not.run && of.key === not.key)) return null;
  const series = await readSeries(deps.store, of);
  if (series.samples.length === 0) return null;
  return { name: header.hosted?.repository.defaultBranch ?? 'before', series };
}
