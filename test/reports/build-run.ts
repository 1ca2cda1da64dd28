import type { PlanStep } from '../../app/domain/plan.ts';
import type { AttemptRow, RunHeader } from '../../app/domain/run/run.ts';

export { aPlan } from '../support/build-plan.ts';
export { aStep } from '../support/rows.ts';

export const T0 = Date.UTC(2026, 2, 1, 9, 30);
const digest = (char: string): `sha256:${string}` => `sha256:${char.repeat(64)}`;

export function aPlanStep(id: string, change: Partial<PlanStep> = {}): PlanStep {
  return {
    id,
    name: null,
    kind: null,
    needs: [],
    when: 'all-success',
    if: null,
    action: { type: 'run', run: `python ${id}.py`, shell: 'bash', workingDirectory: '.' },
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
      timeoutMs: 21_600_000,
      queueTimeoutMs: 3_600_000,
      deadlineMs: null,
      stallTimeoutMs: null,
      gracePeriodMs: 30_000,
    },
    checkpoint: null,
    retry: {
      limits: {
        failure: 0,
        oom: 0,
        timeout: 0,
        stall: 0,
        infra: 5,
        capacity: 10,
        'spot-interruption': 20,
      },
      exitCodes: {},
      backoff: null,
      escalate: { oomMemoryFactor: null, spotInterruptions: 2 },
    },
    cache: null,
    metrics: null,
    plots: [],
    gates: [],
    approval: null,
    promote: [],
    continueOnError: false,
    ...change,
  };
}

export function aHeader(change: Partial<RunHeader> = {}): RunHeader {
  return {
    id: '01jdn5m3z8w4q2c7k9r6t1v0xy',
    number: 12,
    attempt: 1,
    rerunOf: null,
    trigger: 'cli',
    actor: null,
    sha: 'a381992f6f0b0c8a7d1f5b2f8e3c4d5a6b7c8d9e',
    ref: 'refs/heads/main',
    dirty: false,
    github: {},
    tree: null,
    options: { maxParallel: null, inPlace: false, noCache: false, deploy: false, exclude: {} },
    pipeline: 'churn',
    plan: digest('a'),
    params: {},
    status: 'running',
    version: 1,
    createdAt: T0,
    startedAt: T0,
    endedAt: null,
    cancel: null,
    counts: { open: 1, live: 0, busy: 0, approvals: 0, failed: 0, rejected: 0, cancelled: 0 },
    ...change,
  };
}

export function anAttempt(key: string, change: Partial<AttemptRow> = {}): AttemptRow {
  return {
    key,
    number: 1,
    status: 'succeeded',
    class: null,
    message: null,
    exitCode: 0,
    signal: null,
    orderedAt: T0,
    startedAt: T0,
    endedAt: T0 + 1000,
    resumedFrom: null,
    workLostMs: null,
    memoryBytes: null,
    ...change,
  };
}
