import { judgedNames } from '../../domain/judge-spec.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RunEvent, StepProducts } from '../../domain/run/event.ts';
import { readsCache } from '../../domain/run/reads-cache.ts';
import { completeWork } from './complete-work.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { moveRow } from './move-row.ts';

/** Takes a row's work from the cache, its gates judged anew, or sends the row to the run's queue. */
export function answerCache(
  changes: RunChanges,
  event: Extract<RunEvent, { type: 'cache.answered' }>,
): void {
  const row = changes.step(event.key);
  if (row?.state !== 'looking-up') return;
  const asked = { ...row, cacheKey: event.cacheKey };
  const { hit, baselines } = event;
  if (hit === null || !readsCache(changes.header.options, row.stepId)) {
    moveRow(changes, row, { ...asked, state: 'ready', readyAt: changes.at });
    return;
  }
  const { run, key } = hit;
  const products = onlyAsked(changes.plan.step(row.stepId), hit);
  completeWork(changes, asked, { products, baselines, takenFrom: { run, key }, unkept: null });
}

/** Of what work left behind, what this step asks for. */
function onlyAsked(
  { outputs, metrics, report, slices }: PlanStep,
  made: StepProducts,
): StepProducts {
  const measures = metrics !== null && metrics.path !== null;
  return {
    outputs: declaredOf(outputs, made.outputs),
    artifacts: declaredOf(outputs, made.artifacts),
    metrics: measures ? made.metrics : judgedOf(report, made.metrics),
    facts: measures ? made.facts : {},
    ...(report?.examples !== undefined &&
      made.examples !== undefined && { examples: made.examples }),
    ...(slices !== undefined && made.slices !== undefined && { slices: made.slices }),
  };
}

function judgedOf(report: PlanStep['report'], made: StepProducts['metrics']) {
  const names = report?.judge === undefined ? [] : judgedNames(report.judge.metric);
  return Object.fromEntries(Object.entries(made).filter(([name]) => names.includes(name)));
}

function declaredOf<T>(
  outputs: PlanStep['outputs'],
  made: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(made).filter(([name]) => Object.hasOwn(outputs, name)));
}
