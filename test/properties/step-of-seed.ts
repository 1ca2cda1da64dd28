import type { InputSpec } from '../../app/domain/input.ts';
import type { GateSpec } from '../../app/domain/gate-spec.ts';
import type {
  ApprovalSpec,
  MatrixSpec,
  PlanStep,
  RetrySpec,
  StepAction,
} from '../../app/domain/plan.ts';
import { TRIGGER_RULES } from '../../app/domain/statuses.ts';
import { aGate, anApproval, aStep, NO_RETRY } from '../support/build-plan.ts';
import { CONDITIONS } from './conditions.ts';

/** Small numbers from which a step is made; 0 is always the plainest. */
export type StepSeed = Readonly<
  Record<
    | 'needs'
    | 'when'
    | 'condition'
    | 'action'
    | 'matrix'
    | 'matrixLimit'
    | 'pair'
    | 'inputs'
    | 'retry'
    | 'clocks'
    | 'cache'
    | 'gates'
    | 'approval'
    | 'promote'
    | 'continueOnError'
    | 'withheld',
    number
  >
> & { readonly failFast: boolean };

/** Step `s<index>`; its needs are a bit mask over the steps before it. */
export function stepOf(seed: StepSeed, index: number, all: readonly StepSeed[]): PlanStep {
  const before = all.slice(0, index).map((_, at) => `s${at}`);
  const needs = before.filter((_, at) => (seed.needs >> at) % 2 === 1);
  const action = actionOf(seed, needs);
  const isRun = action.type === 'run';
  return aStep(`s${index}`, {
    needs,
    action,
    ...conditionOf(seed),
    ...(isRun ? cellsOf(seed, needs, all) : { inputs: inputsOf(seed, needs), matrix: null }),
    outputs: {
      out: { type: 'dataset', path: `out/s${index}`, optional: true },
      cells: { type: 'json', optional: true },
    },
    env: seed.inputs === 2 ? { FROM: '${{ inputs.given.path }}' } : {},
    resources: RESOURCES,
    retry: retryOf(seed),
    clocks: { ...CLOCKS, deadlineMs: seed.clocks === 1 ? 1_800_000 : null },
    cache: seed.cache === 1 && isRun ? { maxAgeMs: null } : null,
    metrics: { path: 'm.json', live: null, primary: 'auc', maximize: ['auc'], minimize: [] },
    gates: gatesOf(seed),
    approval: approvalOf(seed),
    promote: seed.promote === 1 || action.type === 'none' ? PROMOTE : [],
    continueOnError: seed.continueOnError === 1,
    ...(seed.withheld === 1 && { withheld: 'it gets no secrets' }),
  });
}

const PROMOTE = [{ from: 's0', alias: 'production' }];
const RESOURCES = {
  gpu: null,
  cpu: null,
  memoryBytes: 1000,
  diskBytes: null,
  arch: null,
  spot: null,
  maxPrice: null,
};
const CLOCKS = {
  timeoutMs: 3_600_000,
  queueTimeoutMs: 600_000,
  stallTimeoutMs: null,
  gracePeriodMs: 30_000,
};

function conditionOf({ when, condition }: StepSeed): Pick<PlanStep, 'when' | 'if'> {
  const known = CONDITIONS[condition - 1];
  const rule = TRIGGER_RULES[when] ?? 'all-success';
  if (known === undefined) return { when: rule, if: null };
  return { when: known.usesStatus ? null : rule, if: known.text };
}

function actionOf(seed: StepSeed, needs: readonly string[]): StepAction {
  const [step] = needs;
  if (seed.action === 1) return { type: 'none' };
  if (seed.action === 2 && step !== undefined) {
    const from = { type: 'output', step, name: 'out' } as const;
    return { type: 'register', register: { model: 'churn', from, metrics: null, alias: null } };
  }
  return { type: 'run', run: 'true', shell: 'bash', workingDirectory: '.' };
}

function matrixOf(seed: StepSeed, source: string | null): MatrixSpec | null {
  if (seed.matrix === 0) return null;
  const maxParallel = seed.matrixLimit === 0 ? null : seed.matrixLimit;
  const { failFast } = seed;
  if (seed.matrix >= 6) {
    const dynamic =
      source === null || seed.matrix === 6
        ? '${{ params.list }}'
        : { n: `\${{ fromJSON(steps.${source}.outputs.cells) }}` };
    return { cells: { type: 'dynamic', matrix: dynamic }, maxParallel, failFast };
  }
  const cells = [{ n: 1 }, { n: 2 }, { n: 3 }].slice(0, seed.matrix - 1);
  return { cells: { type: 'static', cells }, maxParallel, failFast };
}

type Cells = Pick<PlanStep, 'matrix' | 'inputs'> & Partial<Pick<PlanStep, 'cellNeeds'>>;

function cellsOf(seed: StepSeed, needs: readonly string[], all: readonly StepSeed[]): Cells {
  const source = needs.find((id) => all[Number(id.slice(1))]?.matrix === 0) ?? null;
  const own = { matrix: matrixOf(seed, source), inputs: inputsOf(seed, needs) };
  const other = seed.pair > 0 ? matrixAmong(needs, all) : null;
  return other === null ? own : { ...own, ...pairedWith(other, seed) };
}

/** The first of the needs that has a matrix. */
function matrixAmong(needs: readonly string[], all: readonly StepSeed[]): PlanStep | null {
  const steps = needs.flatMap((id) => {
    const at = Number(id.slice(1));
    const seed = all[at];
    return seed === undefined ? [] : [stepOf(seed, at, all)];
  });
  return steps.find(({ matrix }) => matrix !== null) ?? null;
}

/** A step with the cells of another, and what each of its own is given by the equal one. */
function pairedWith({ id, matrix }: PlanStep, seed: StepSeed): Partial<Cells> {
  const own = matrixOf({ ...seed, matrix: 2 }, null);
  if (matrix === null || own === null) return {};
  const cells: MatrixSpec['cells'] =
    matrix.cells.type === 'static' ? matrix.cells : { type: 'same', step: id };
  const given = { output: 'out', path: null, writable: false, optional: seed.inputs === 2 };
  return {
    matrix: { ...own, cells },
    inputs: seed.inputs === 0 ? {} : { given: { step: id, cells: 'same', ...given } },
    ...(waitsForCells(seed) && { cellNeeds: [id] }),
  };
}

/** Where a cell can tell by its equal cell alone whether it may go on, as far as it was asked for. */
function waitsForCells(seed: StepSeed): boolean {
  const { when } = conditionOf(seed);
  const rules: readonly unknown[] = ['all-success', 'all-done', 'none-failed'];
  return seed.pair > 1 && seed.approval === 0 && rules.includes(when);
}

function inputsOf(seed: StepSeed, needs: readonly string[]): Record<string, InputSpec> {
  const [first] = needs;
  if (first === undefined || seed.inputs === 0) return {};
  const optional = seed.inputs === 2;
  return { given: { step: first, output: 'out', path: null, writable: false, optional } };
}

function retryOf({ retry }: StepSeed): RetrySpec {
  if (retry === 0) return NO_RETRY;
  const limits = {
    failure: retry % 3,
    oom: retry % 2,
    timeout: retry % 2,
    stall: retry % 3,
    infra: 1,
    capacity: retry % 2,
    'spot-interruption': 2,
  };
  const jitter = retry < 5 ? 'full' : 'none';
  const backoff = { initialMs: 20_000, factor: 2, maxMs: 30_000, jitter } as const;
  return {
    limits,
    exitCodes: retry % 2 === 1 ? { 75: 2 } : {},
    ...(retry === 7 && { most: 1 }),
    backoff: retry > 2 ? backoff : null,
    escalate: { oomMemoryFactor: retry > 3 ? 2 : null, spotInterruptions: 2 },
  };
}

function gatesOf({ gates }: StepSeed): readonly GateSpec[] {
  const compared = {
    goal: 'maximize',
    tolerance: { type: 'relative', amount: 0.1 },
    ifMissing: 'pass',
  } as const;
  const alias = { type: 'alias', model: 'churn', alias: 'production' } as const;
  const all: readonly GateSpec[] = [
    aGate('value'),
    aGate('warn', { severity: 'warn' }),
    aGate('baseline', { test: { type: 'baseline', baseline: alias, ...compared } }),
    aGate('strict', {
      test: { type: 'baseline', baseline: alias, ...compared, ifMissing: 'fail' },
    }),
    aGate('sure', {
      test: {
        type: 'baseline',
        baseline: alias,
        ...compared,
        bound: { confidence: 0.95, onInconclusive: 'warn' },
      },
    }),
    aGate('than', { test: { type: 'than', than: 'champion.auc', ...compared } }),
  ];
  return all.filter((_, at) => at === gates - 1);
}

function approvalOf({ approval }: StepSeed): ApprovalSpec | null {
  if (approval === 0) return null;
  const reviewers = approval % 2 === 0 ? ['@acme/ml', 'Ada'] : [];
  return anApproval({ count: approval > 2 ? 2 : 1, reviewers });
}
