import type { GateSpec } from '../../app/domain/gate-spec.ts';
import type { ApprovalSpec, Plan, PlanStep, RetrySpec } from '../../app/domain/plan.ts';
import type { RunRequest } from '../../app/domain/run/run.ts';

const MINUTE = 60_000;

/** No class of error has another attempt. */
export const NO_RETRY: RetrySpec = {
  limits: {
    failure: 0,
    oom: 0,
    timeout: 0,
    stall: 0,
    infra: 0,
    capacity: 0,
    'spot-interruption': 0,
  },
  exitCodes: {},
  backoff: null,
  escalate: { oomMemoryFactor: null, spotInterruptions: 2 },
};

/** A step that runs `true`, as the compiler makes it; say only what matters. */
export function aStep(id: string, given: Partial<PlanStep> = {}): PlanStep {
  return {
    id,
    name: null,
    kind: null,
    needs: [],
    when: 'all-success',
    if: null,
    action: { type: 'run', run: 'true', shell: 'bash', workingDirectory: '.' },
    matrix: null,
    inputs: {},
    outputs: {},
    files: null,
    params: [],
    env: {},
    secrets: {},
    python: null,
    container: null,
    runsOn: null,
    resources: null,
    clocks: {
      timeoutMs: 60 * MINUTE,
      queueTimeoutMs: 10 * MINUTE,
      deadlineMs: null,
      stallTimeoutMs: null,
      gracePeriodMs: MINUTE / 2,
    },
    checkpoint: null,
    retry: NO_RETRY,
    cache: null,
    metrics: null,
    plots: [],
    gates: [],
    approval: null,
    promote: [],
    continueOnError: false,
    ...given,
  };
}

/** A plan of so many steps, `s0` and on, that are alike and need nothing. */
export function aWidePlan(amount: number, given: Partial<PlanStep> = {}): Plan {
  return aPlan(Array.from({ length: amount }, (_, index) => aStep(`s${index}`, given)));
}

/** A plan of these steps, in this order. */
export function aPlan(steps: readonly PlanStep[], given: Partial<Plan> = {}): Plan {
  return {
    format: 1,
    pipeline: 'churn',
    file: '.mlpipelines/churn.yml',
    description: null,
    triggers: {},
    params: {},
    paramValues: {},
    concurrency: null,
    maxParallel: null,
    expiresMs: 35 * 24 * 60 * MINUTE,
    steps,
    ...given,
  };
}

/** Someone asked for run r1. */
export function aRequest(given: Partial<RunRequest> = {}): RunRequest {
  return {
    id: 'r1',
    number: 1,
    attempt: 1,
    rerunOf: null,
    trigger: 'cli',
    actor: 'ada',
    sha: null,
    ref: 'refs/heads/main',
    dirty: false,
    tree: null,
    github: {},
    options: { maxParallel: null, inPlace: false, noCache: false, deploy: true, exclude: {} },
    ...given,
  };
}

/** A gate on one metric; an op and value unless another test is given. */
export function aGate(id: string, given: Partial<GateSpec> = {}): GateSpec {
  const test = { type: 'value', op: '>=', value: 0.8 } as const;
  return { id, metric: 'auc', severity: 'fail', test, ...given };
}

/** A gate that no metric of main may be better: `baseline: merge-base`, without tolerance. */
export function aRegressionGate(id: string): GateSpec {
  return aGate(id, {
    test: {
      type: 'baseline',
      baseline: { type: 'merge-base' },
      goal: 'maximize',
      tolerance: { type: 'absolute', amount: 0 },
      ifMissing: 'pass',
    },
  });
}

/** As `aRegressionGate`, of what examples say: no worse by more than 0.05, with 95 % confidence. */
export function aBoundGate(id: string, onInconclusive: 'fail' | 'warn' = 'warn'): GateSpec {
  return aGate(id, {
    metric: 'acc',
    test: {
      type: 'baseline',
      baseline: { type: 'merge-base' },
      goal: 'maximize',
      tolerance: { type: 'absolute', amount: 0.05 },
      ifMissing: 'pass',
      bound: { confidence: 0.95, onInconclusive },
    },
  });
}

/** One approval by anyone, within a day. */
export function anApproval(given: Partial<ApprovalSpec> = {}): ApprovalSpec {
  return { environment: null, reviewers: [], count: 1, expiresMs: 24 * 60 * MINUTE, ...given };
}
