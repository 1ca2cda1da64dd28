import { createHash } from 'node:crypto';
import type { RunEvent } from '../app/domain/run/event.ts';
import type { StepRow } from '../app/domain/run/run.ts';
import { decide } from '../app/engine/decide.ts';
import type { HotRun } from '../app/engine/state/hot-run.ts';
import { indexPlan } from '../app/engine/state/plan-index.ts';
import { hotRunOf } from '../app/engine/replay.ts';
import { startRun } from '../app/engine/start-run.ts';
import { aPlan, aRequest, aStep } from '../test/support/build-plan.ts';
import { anOutcome } from '../test/support/drive-run.ts';
import type { PlanStep } from '../app/domain/plan.ts';

const SIZES = [10, 1_000, 10_000];
const SHAPES = ['chain', 'parallel', 'matrix'] as const;
type Shape = (typeof SHAPES)[number];

/** One line of the table: how fast the kernel decides in a run of this shape and size. */
export type KernelRow = {
  readonly shape: Shape;
  readonly steps: number;
  readonly eventsPerSecond: number;
  /** Microseconds that one event takes, applied to the run in memory. */
  readonly usPerEvent: number;
  /** Making all rows of the run, in milliseconds. */
  readonly startMs: number;
};

/** Kernel events per second by shape and size of the run, in memory; at least `ms` milliseconds each. */
export function benchKernel({ ms = 1_000 }: { ms?: number } = {}): KernelRow[] {
  return SHAPES.flatMap((shape) => SIZES.map((steps) => measure(shape, steps, ms)));
}

function measure(shape: Shape, steps: number, ms: number): KernelRow {
  play(shape, 10);
  let events = 0;
  let spent = 0;
  let starts = 0;
  let rounds = 0;
  while (spent < ms) {
    const played = play(shape, steps);
    events += played.events;
    spent += played.ms;
    starts += played.startMs;
    rounds += 1;
  }
  return {
    shape,
    steps,
    eventsPerSecond: Math.round((events / spent) * 1000),
    usPerEvent: round((spent / events) * 1000),
    startMs: round(starts / rounds),
  };
}

/** A whole run in which every attempt begins and succeeds. */
function play(shape: Shape, size: number): { events: number; ms: number; startMs: number } {
  const planIndex = indexPlan(aPlan(stepsOf(shape, size), { maxParallel: 8 }));
  const order = { planIndex, planDigest: PLAN, request: aRequest(), reuse: {}, at: 0 };
  const before = performance.now();
  const first = startRun(order);
  const run = hotRunOf(planIndex, first);
  const startMs = performance.now() - before;
  const queue = started(first.steps);
  let events = 0;
  const began = performance.now();
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    send(run, { type: 'attempt.started', at: events, key, attempt: 1, resumedFrom: null });
    queue.push(...started(send(run, { ...SUCCESS, at: events, key })));
    events += 2;
  }
  const ms = performance.now() - began;
  if (run.header.status !== 'succeeded') throw new Error(`the run is ${run.header.status}`);
  return { events, ms, startMs };
}

function send(run: HotRun, event: RunEvent): readonly StepRow[] {
  const patch = decide(run, event);
  if (patch === null) throw new Error(`${event.type} changed nothing`);
  run.apply(patch);
  return patch.steps;
}

const PLAN = `sha256:${createHash('sha256').digest('hex')}` as const;
const SUCCESS = {
  type: 'attempt.ended',
  attempt: 1,
  outcome: anOutcome({}),
  baselines: {},
  chance: 0,
} as const;

function started(rows: readonly StepRow[]): string[] {
  return rows.filter(({ state }) => state === 'starting').map(({ key }) => key);
}

function stepsOf(shape: Shape, size: number): readonly PlanStep[] {
  if (shape === 'matrix') {
    const cells = Array.from({ length: size }, (_, n) => ({ n }));
    const matrix = { cells: { type: 'static', cells }, maxParallel: 8, failFast: true } as const;
    return [aStep('sweep', { matrix })];
  }
  return Array.from({ length: size }, (_, n) =>
    aStep(`s${n}`, { needs: shape === 'chain' && n > 0 ? [`s${n - 1}`] : [] }),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

if (import.meta.main) console.table(benchKernel());
