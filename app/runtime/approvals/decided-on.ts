import { digestOf, digestOfJson, type Digest } from '../../domain/digest.ts';
import type { Json } from '../../domain/json.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Bound } from '../../domain/run/approval.ts';
import type { Instant, StepRow } from '../../domain/run/run.ts';
import { resolveInputs } from '../../engine/evaluate/resolve-inputs.ts';
import { HotRun } from '../../engine/state/hot-run.ts';
import { indexPlan } from '../../engine/state/plan-index.ts';
import type { PlannedRun } from '../ports/approvals.ts';
import type { RunRows } from '../ports/runs.ts';

/** What a person who decides about a step decides on, as the run and the default branch are now. */
export type DecidedOn = {
  readonly bound: Bound;
  /** Since when all of it is there: the step waits, and what it stands on was measured. */
  readonly readySince: Instant;
  /** The default branch's gates and reviewers of today; null: they are those that the run was started with. */
  readonly otherGates: Digest | null;
};

/** Says that of a step that waits. Pure. */
export function decidedOn(
  { plan, ...rows }: PlannedRun,
  { key, stepId }: Pick<StepRow, 'key' | 'stepId'>,
  { today, policy }: { readonly today: Plan; readonly policy: Policy },
): DecidedOn {
  const run = HotRun.load(indexPlan(plan), rows);
  const step = run.plan.step(stepId);
  const { bots, commands, overrides, approvals, isReadable } = policy;
  const rules = { bots, commands, overrides, approvals, isReadable };
  const gates = gatesDigest(today, stepId);
  const bound = {
    report: reportDigest(run),
    artifacts: artifactsDigest(run, step),
    grants: canonical({ gates, rules }),
    meaning: digestOf(meaningOf(plan, step)),
  };
  const readySince = Math.max(waitsSince(rows, key, step), reportedAt(run));
  const isSame = gates === gatesDigest(plan, stepId);
  return { bound, readySince, otherGates: isSame ? null : gates };
}

/** One digest of all that is decided on. */
export function bindsOf({ report, artifacts, grants, meaning }: Bound): Digest {
  return digestOfJson({ report, artifacts, grants, meaning });
}

function waitsSince({ header, timers }: RunRows, key: string, { approval }: PlanStep): Instant {
  const clock = timers.find((timer) => timer.key === key && timer.purpose === 'approval');
  return clock === undefined ? header.createdAt : clock.dueAt - (approval?.expiresMs ?? 0);
}

/** The gates of a pipeline, and who approves a step of it: what a person who approves relies on. */
function gatesDigest({ steps }: Plan, stepId: string): Digest {
  const gates = steps.filter((step) => step.gates.length > 0).map((step) => [step.id, step.gates]);
  const approval = steps.find(({ id }) => id === stepId)?.approval ?? null;
  return canonical({ gates, approval });
}

/** What approving a step means, in words. */
function meaningOf({ pipeline }: Pick<Plan, 'pipeline'>, step: PlanStep): string {
  const place = step.approval?.environment ?? null;
  const where = place === null ? '' : ` in ${place}`;
  const moves = step.promote.map(({ from, alias }) => `${alias} moves to what ${from} registered`);
  return [`${step.id} of ${pipeline} starts${where}`, ...moves].join('; ');
}

/** Everything that the run measured, and what its gates said. */
function reportDigest(run: HotRun): Digest {
  const { id, sha } = run.header;
  const rows = reported(run).map((row) => {
    const { key, attempt, result, metrics, facts, gates, examples, slices, takenFrom } = row;
    return { key, attempt, result, metrics, facts, gates, examples, slices, takenFrom };
  });
  return canonical({ id, sha, rows });
}

/** When the last of it was there; 0: the run measured nothing. */
function reportedAt(run: HotRun): Instant {
  return Math.max(0, ...reported(run).map(({ endedAt }) => endedAt ?? 0));
}

function reported(run: HotRun): readonly StepRow[] {
  return run
    .rows()
    .steps.filter(({ role, state }) => role !== 'group' && state === 'over')
    .filter(({ metrics, gates }) => gates.length > 0 || Object.keys(metrics).length > 0);
}

/** The bytes that the step is given, and those that it lets an alias point to. */
function artifactsDigest(run: HotRun, step: PlanStep): Digest {
  const inputs = resolveInputs(run, step, null);
  const promoted = step.promote.map(({ from, alias }) => {
    const { artifacts = {}, outputs = {} } = run.step(from) ?? {};
    return { alias, from, artifacts, outputs };
  });
  return canonical({ inputs, promoted });
}

function canonical(value: object): Digest {
  const plain: Json = JSON.parse(JSON.stringify(value));
  return digestOfJson(plain);
}
