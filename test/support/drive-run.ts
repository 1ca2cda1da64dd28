import { decide } from '../../app/engine/decide.ts';
import type { HotRun } from '../../app/engine/state/hot-run.ts';
import { indexPlan } from '../../app/engine/state/plan-index.ts';
import { hotRunOf } from '../../app/engine/replay.ts';
import { startRun } from '../../app/engine/start-run.ts';
import type { ReusedRow } from '../../app/engine/reuse.ts';
import type { Effect } from '../../app/domain/run/effect.ts';
import type {
  AttemptOutcome,
  CacheHit,
  RunEvent,
  StepProducts,
} from '../../app/domain/run/event.ts';
import type { Patch } from '../../app/domain/run/patch.ts';
import type { Plan, PlanStep } from '../../app/domain/plan.ts';
import type { RunRequest, StepRow, Timer } from '../../app/domain/run/run.ts';
import type { FailureClass } from '../../app/domain/statuses.ts';
import { aPlan, aRequest } from './build-plan.ts';

const EMPTY: StepProducts = { outputs: {}, artifacts: {}, metrics: {}, facts: {} };
export const SOME_KEY = `sha256:${'0'.repeat(64)}` as const;

/** One run in memory that a test drives event by event, one second apart. */
export class DrivenRun {
  readonly run: HotRun;
  readonly first: Patch;
  readonly effects: Effect[] = [];
  readonly events: RunEvent[] = [];
  at = 1_000_000;

  constructor(
    plan: Plan,
    request: RunRequest = aRequest(),
    reuse: Readonly<Record<string, ReusedRow>> = {},
  ) {
    const planIndex = indexPlan(plan);
    this.first = startRun({ planIndex, planDigest: SOME_KEY, request, reuse, at: this.at });
    this.run = hotRunOf(planIndex, this.first);
    this.effects.push(...this.first.effects);
  }

  static of(steps: readonly PlanStep[], given: Partial<Plan> = {}): DrivenRun {
    return new DrivenRun(aPlan(steps, given));
  }

  /** Decides and applies; gives the patch. */
  send(event: RunEvent): Patch | null {
    const patch = decide(this.run, event);
    if (patch === null) return null;
    this.run.apply(patch);
    this.effects.push(...patch.effects);
    this.events.push(event);
    return patch;
  }

  tick(ms = 1000): number {
    this.at += ms;
    return this.at;
  }

  row(key: string): StepRow {
    const row = this.run.step(key);
    if (row === undefined) throw new Error(`no row ${key}`);
    return row;
  }

  /** `state` of a row that goes on, `result` of one that is over. */
  stateOf(key: string): string {
    const row = this.row(key);
    return row.result ?? row.state;
  }

  start(key: string): Patch | null {
    const attempt = this.row(key).attempt;
    return this.send({
      type: 'attempt.started',
      at: this.tick(),
      key,
      attempt,
      resumedFrom: null,
    });
  }

  end(
    key: string,
    outcome: Partial<AttemptOutcome>,
    given: Partial<Extract<RunEvent, { type: 'attempt.ended' }>> = {},
  ): Patch | null {
    const attempt = this.row(key).attempt;
    return this.send({
      type: 'attempt.ended',
      at: this.tick(),
      key,
      attempt,
      outcome: anOutcome(outcome),
      baselines: {},
      chance: 0.5,
      ...given,
    });
  }

  succeed(key: string, products: Partial<StepProducts> = {}): Patch | null {
    return this.end(key, { status: 'succeeded', products: { ...EMPTY, ...products } });
  }

  fail(key: string, kind: FailureClass = 'failure', exitCode: number | null = 1): Patch | null {
    return this.end(key, { status: 'failed', class: kind, exitCode });
  }

  answerCache(key: string, products: Partial<StepProducts> | null): Patch | null {
    const hit: CacheHit | null =
      products === null ? null : { ...EMPTY, ...products, run: 'r0', key };
    const cacheKey = SOME_KEY;
    return this.send({
      type: 'cache.answered',
      at: this.tick(),
      key,
      cacheKey,
      hit,
      baselines: {},
    });
  }

  decideApproval(key: string, decision: 'approved' | 'rejected', by = 'ada'): Patch | null {
    const at = this.tick();
    return this.send({
      type: 'approval.decided',
      at,
      key,
      by,
      standsFor: null,
      decision,
      comment: null,
    });
  }

  cancel(forced = false): Patch | null {
    const at = this.tick();
    return this.send({
      type: 'run.cancel-requested',
      at,
      by: 'ada',
      reason: 'ada cancelled it',
      forced,
    });
  }

  /** Lets the timer with this purpose (of a row) run out at its time. */
  fire(purpose: Timer['purpose'], key: string | null = null): Patch | null {
    const timer = this.run
      .rows()
      .timers.find((candidate) => candidate.purpose === purpose && candidate.key === key);
    if (timer === undefined) throw new Error(`no ${purpose} timer for ${key}`);
    this.at = Math.max(this.at, timer.dueAt);
    return this.send({ type: 'timer.fired', at: this.at, timer: timer.id, chance: 0.5 });
  }
}

export function anOutcome(given: Partial<AttemptOutcome>): AttemptOutcome {
  return {
    status: 'succeeded',
    class: null,
    exitCode: null,
    signal: null,
    message: null,
    products: EMPTY,
    workLostMs: null,
    charged: true,
    ...given,
  };
}
