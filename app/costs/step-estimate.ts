import { stepIdOf, stepKey } from '../domain/cell.ts';
import type { Json } from '../domain/json.ts';
import type { Plan, PlanStep } from '../domain/plan.ts';
import { costOfJob } from './cost-of-job.ts';
import { unknownParts } from './cost.ts';

/** What it costs to have a step at work. */
export type Rate =
  /** A machine of its own, by the hour; null: not known. `mostUsd`: of the dearest that it could be given. */
  | { readonly type: 'hour'; readonly usd: number | null; readonly mostUsd: number | null }
  | { readonly type: 'job'; readonly runsOn: Json; readonly isPublic: boolean };

/** What it costs to have a step at work that was paid for so long before, cell by cell and run by run. */
export type StepRates = (step: PlanStep, before: readonly number[]) => Rate;

/** How long machines were paid for in an earlier run, by row; those that were taken from the cache are not in it. */
export type PastRun = ReadonlyMap<string, number>;

/** What a step may cost, with all its cells, in US dollars. */
export type StepEstimate = {
  readonly step: string;
  /** The median of what it cost before; null: nobody knows, since it has not run, or its price is not known. */
  readonly likely: number | null;
  /** It costs more in one of ten runs at most, or, where too few are known, never more than `bound`. */
  readonly most: number | null;
  /** Its highest price for all its time; null: its price is not known. */
  readonly bound: number | null;
  /** The same of one attempt of one of its rows; `most` null: too few runs are known. */
  readonly row: Pick<StepEstimate, 'likely' | 'most' | 'bound'>;
};

/** With fewer, nobody can say what nine of ten runs cost. */
const ENOUGH_RUNS = 5;
const HOUR_MS = 3_600_000;
/** Of a job on GitHub's runners: https://docs.github.com/en/actions/reference/limits */
const LONGEST_HOSTED_MS = 6 * HOUR_MS;

/** What each step of a plan may cost, less those that cost nothing for certain. */
export function estimateSteps(
  { steps }: Pick<Plan, 'steps'>,
  past: readonly PastRun[],
  rateOf: StepRates,
): readonly StepEstimate[] {
  const known = lengthsOf(past);
  return steps.flatMap((step) => {
    if (step.action.type !== 'run') return [];
    const rate = rateOf(step, known.byCell.get(step.id) ?? []);
    const estimate = estimateStep(step, known, rate);
    return estimate.bound === 0 ? [] : [estimate];
  });
}

type Lengths = {
  readonly byRow: ReadonlyMap<string, readonly number[]>;
  /** Of any cell of a step. */
  readonly byCell: ReadonlyMap<string, readonly number[]>;
  /** Of each run the lengths of all cells of a step. */
  readonly byStep: ReadonlyMap<string, readonly (readonly number[])[]>;
};

function estimateStep(step: PlanStep, lengths: Lengths, rate: Rate): StepEstimate {
  const mostMs = step.clocks.timeoutMs + step.clocks.gracePeriodMs;
  const bound = boundOf(rate, mostMs);
  const cells = lengths.byCell.get(step.id) ?? [];
  const { likely, most } = judged(cells.map((ms) => costOfTime(rate, ms))) ?? UNKNOWN;
  const row = { likely, most, bound };
  const runs = costsBefore(step, lengths, rate);
  const all = boundOfAll(bound, isMade(step) ? (runs?.cells ?? null) : rowsOf(step).length);
  if (runs === null) return { step: step.id, likely: null, most: all, bound: all, row };
  return { step: step.id, likely: runs.likely, most: runs.most ?? all, bound: all, row };
}

/** `cells` null: nobody knows how many a step will make that has not run. */
function boundOfAll(bound: number | null, cells: number | null): number | null {
  if (bound === null || bound === 0) return bound;
  return cells === null ? null : bound * cells;
}

const UNKNOWN = { likely: null, most: null };

function isMade({ matrix }: PlanStep): boolean {
  return matrix !== null && matrix.cells.type !== 'static';
}

type Before = {
  readonly likely: number;
  readonly most: number | null;
  /** The most that any run had. */
  readonly cells: number;
};

/** Cell by cell; of a matrix that a step makes as it runs, all cells of each run together. */
function costsBefore(step: PlanStep, lengths: Lengths, rate: Rate): Before | null {
  if (isMade(step)) {
    const runs = lengths.byStep.get(step.id) ?? [];
    const ofRuns = judged(runs.map((cells) => sum(cells.map((ms) => costOfTime(rate, ms)))));
    return ofRuns && { ...ofRuns, cells: Math.max(...runs.map((cells) => cells.length)) };
  }
  const rows = rowsOf(step).map((key) => {
    const own = lengths.byRow.get(key) ?? lengths.byCell.get(step.id) ?? [];
    return judged(own.map((ms) => costOfTime(rate, ms)));
  });
  if (rows.some((row) => row === null)) return null;
  const known = rows.filter((row) => row !== null);
  return {
    likely: sum(known.map(({ likely }) => likely)) ?? 0,
    most: sum(known.map(({ most }) => most)),
    cells: rows.length,
  };
}

function judged(costs: readonly (number | null)[]): Omit<Before, 'cells'> | null {
  const known = costs.filter((each) => each !== null).toSorted((a, b) => a - b);
  if (known.length === 0 || known.length < costs.length) return null;
  const at = (place: number) => known[Math.ceil(place) - 1] ?? 0;
  const half = known.length / 2;
  const likely = (at(half) + at(half + (known.length % 2 === 0 ? 1 : 0))) / 2;
  return { likely, most: known.length < ENOUGH_RUNS ? null : at(known.length * 0.9) };
}

function costOfTime(rate: Rate, ms: number): number | null {
  if (rate.type === 'hour') return rate.usd === null ? null : (rate.usd * ms) / HOUR_MS;
  const cost = costOfJob(rate.runsOn, { ms, isPublic: rate.isPublic });
  return unknownParts(cost).length > 0 ? null : cost.usd;
}

function boundOf(rate: Rate, ms: number): number | null {
  if (rate.type === 'job') return costOfTime(rate, Math.min(ms, LONGEST_HOSTED_MS));
  return rate.mostUsd === null ? null : (rate.mostUsd * ms) / HOUR_MS;
}

function rowsOf({ id, matrix }: PlanStep): readonly string[] {
  if (matrix?.cells.type !== 'static') return [id];
  return matrix.cells.cells.map((cell) => stepKey(id, cell));
}

function lengthsOf(past: readonly PastRun[]): Lengths {
  const byRow = new Map<string, number[]>();
  const byCell = new Map<string, number[]>();
  const byStep = new Map<string, number[][]>();
  for (const run of past) {
    const cells = new Map<string, number[]>();
    for (const [key, ms] of run) {
      add(byRow, key, ms);
      add(byCell, stepIdOf(key), ms);
      add(cells, stepIdOf(key), ms);
    }
    for (const [step, those] of cells) add(byStep, step, those);
  }
  return { byRow, byCell, byStep };
}

function add<T>(to: Map<string, T[]>, key: string, value: T): void {
  const known = to.get(key);
  if (known === undefined) to.set(key, [value]);
  else known.push(value);
}

/** Null: one of them is. */
function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce<number | null>(
    (total, each) => (total === null || each === null ? null : total + each),
    0,
  );
}
