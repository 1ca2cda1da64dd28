import type { PlanStep } from '../../app/domain/plan.ts';
import type { RunEvent } from '../../app/domain/run/event.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import { aPlan, aRequest, aStep, NO_RETRY } from '../support/build-plan.ts';
import { anOutcome, SOME_KEY } from '../support/drive-run.ts';
import { CountingReader } from './counting-reader.ts';
import type { Engine } from './engine-under-test.ts';

/** What one event cost in rows. */
export type RowCount = {
  readonly event: string;
  readonly read: number;
  /** Steps, attempts, timers and effects in the patch. */
  readonly written: number;
};

export const SHAPES = ['chain', 'parallel', 'matrix', 'paired'] as const;
export type Shape = (typeof SHAPES)[number];

/** Rows read and written by each event while the first few rows of a run go through cache, failure, retry, success and cancel. */
export function countRows(engine: Engine, shape: Shape, size: number): readonly RowCount[] {
  const planIndex = engine.indexPlan(aPlan(stepsOf(shape, size), { maxParallel: 3 }));
  const request = aRequest();
  const order = { planIndex, planDigest: SOME_KEY, request, reuse: {}, at: 0 };
  const run = engine.hotRunOf(planIndex, engine.startRun(order));
  const counts: RowCount[] = [];
  const send = (event: RunEvent): void => {
    const reader = new CountingReader(run);
    const patch = engine.decide(reader, event);
    if (patch === null) throw new Error(`${event.type} changes nothing`);
    const { steps, attempts, timers, effects } = patch;
    const written =
      steps.length + attempts.length + timers.set.length + timers.clear.length + effects.length;
    counts.push({ event: event.type, read: reader.reads, written });
    run.apply(patch);
  };
  for (let at = 1; at <= 24; at += 1) {
    const row = firstAwaited(run.rows().steps);
    if (row !== null) send(eventFor(row, at));
  }
  return counts;
}

function firstAwaited(rows: readonly StepRow[]): StepRow | null {
  return rows.find(({ state }) => ['looking-up', 'starting', 'running'].includes(state)) ?? null;
}

function eventFor(row: StepRow, at: number): RunEvent {
  const { key, attempt } = row;
  if (row.state === 'looking-up') {
    return { type: 'cache.answered', at, key, cacheKey: SOME_KEY, hit: null, baselines: {} };
  }
  if (row.state === 'starting') {
    return { type: 'attempt.started', at, key, attempt, resumedFrom: null };
  }
  const isSecond = attempt > 1;
  const outcome = anOutcome(
    isSecond ? {} : { status: 'interrupted', class: 'spot-interruption', charged: true },
  );
  return { type: 'attempt.ended', at, key, attempt, outcome, baselines: {}, chance: 0 };
}

const RETRY = { ...NO_RETRY, limits: { ...NO_RETRY.limits, 'spot-interruption': 1 } };

function stepsOf(shape: Shape, size: number): readonly PlanStep[] {
  const common = { retry: RETRY, cache: { maxAgeMs: null } };
  if (shape === 'matrix' || shape === 'paired') {
    const cells = Array.from({ length: size }, (_, n) => ({ n }));
    const matrix = { cells: { type: 'static', cells }, maxParallel: 4, failFast: true } as const;
    const sweep = aStep('sweep', { ...common, matrix });
    if (shape === 'matrix') return [sweep];
    const pair = { needs: ['sweep'], cellNeeds: ['sweep'], matrix };
    return [sweep, aStep('evaluate', { ...common, ...pair })];
  }
  return Array.from({ length: size }, (_, n) => {
    const needs = shape === 'chain' && n > 0 ? [`s${n - 1}`] : [];
    return aStep(`s${n}`, { ...common, needs });
  });
}
