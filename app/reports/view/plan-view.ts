import { sumEstimate, type Estimate, type StepFate } from '../../costs/run-estimate.ts';
import type { StepEstimate } from '../../costs/step-estimate.ts';
import { stepKey, type Cell } from '../../domain/cell.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { laptopNotes, type PlanNote } from './laptop-notes.ts';
import type { MachineOutlook } from './machine-outlook.ts';
import type { Machine } from './shortages.ts';

/** What a step would do if the run began now, and why; `copies` is what is put into its workspace. */
export type Forecast = {
  /** `rejected`: it is taken from an earlier run, and a gate does not let it pass. */
  readonly outcome: 'runs' | 'cached' | 'rejected' | 'skipped';
  /** Follows "because": `src/train.py changed`, `nothing that it reads has changed since #11`. */
  readonly reason: string;
  readonly copies: { readonly files: number; readonly bytes: number } | null;
  /** How long it took when it last succeeded here; null: it has not. */
  readonly lastMs: number | null;
};

/** What a run of the plan would do: the document of `plan --json`. */
export type PlanView = {
  readonly format: 1;
  readonly pipeline: string;
  readonly file: string;
  /** Keys of steps that may run side by side; each wave follows the one before. */
  readonly waves: readonly (readonly string[])[];
  readonly steps: readonly PlanStepView[];
  readonly notes: readonly PlanNote[];
  /** What machines could be started on GitHub for steps that ask for some; null: none does. */
  readonly machines: MachineOutlook | null;
  /** What it may cost on GitHub, where a step asks for a machine, by how long steps took here; null: none does. */
  readonly estimate: Estimate | null;
};

export type PlanStepView = {
  readonly key: string;
  readonly id: string;
  readonly cell: Cell | null;
  readonly kind: string | null;
  readonly needs: readonly string[];
  readonly runs: boolean;
  readonly outcome: Forecast['outcome'];
  readonly reason: string;
  readonly copies: Forecast['copies'];
  readonly lastMs: Forecast['lastMs'];
  /** A matrix step whose cells are known only when it begins: this row stands for all of them. */
  readonly cellsOpen: boolean;
};

/** This machine, and those that could be started. */
type Surroundings = {
  readonly machine: Machine;
  readonly machines?: MachineOutlook | null;
  /** What each step may cost on GitHub; left out: none asks for a machine. */
  readonly costs?: readonly StepEstimate[];
};

/**
 * A plan with a forecast for each row, by key. A matrix that is known has a row a cell, one that a step makes at run
 * time has one row. A row without a forecast runs: what cannot be known before is not promised.
 */
export function makePlanView(
  plan: Plan,
  forecasts: ReadonlyMap<string, Forecast>,
  { machine, machines = null, costs }: Surroundings,
): PlanView {
  const levels = levelsOf(plan);
  const waves: string[][] = [];
  const steps = plan.steps.flatMap((step) => {
    const rows = rowsOf(step).map((cell) => stepView(step, cell, forecasts));
    (waves[levels.get(step.id) ?? 0] ??= []).push(...rows.map((row) => row.key));
    return rows;
  });
  const { pipeline, file } = plan;
  const notes = laptopNotes(plan, machine);
  const estimate = costs === undefined ? null : sumEstimate(costs, fatesOf(plan, steps));
  return { format: 1, pipeline, file, waves, steps, notes, machines, estimate };
}

/** Of a matrix as long as any of its cells is to run. */
function fatesOf({ steps }: Plan, rows: readonly PlanStepView[]): readonly StepFate[] {
  const byStep = Map.groupBy(rows, ({ id }) => id);
  return steps.map(({ id: step }) => {
    const outcomes = new Set((byStep.get(step) ?? []).map(({ outcome }) => outcome));
    if (outcomes.has('runs')) return { step, fate: 'runs' };
    return { step, fate: outcomes.has('skipped') ? 'skipped' : 'cached' };
  });
}

function rowsOf(step: PlanStep): readonly (Cell | null)[] {
  return step.matrix?.cells.type === 'static' ? step.matrix.cells.cells : [null];
}

function stepView(
  step: PlanStep,
  cell: Cell | null,
  forecasts: ReadonlyMap<string, Forecast>,
): PlanStepView {
  const key = stepKey(step.id, cell);
  const { outcome, reason, copies, lastMs } = forecasts.get(key) ?? unknown(step);
  const { id, kind, needs } = step;
  const cellsOpen = step.matrix !== null && step.matrix.cells.type !== 'static';
  const told = { outcome, reason, copies, lastMs, cellsOpen };
  return { key, id, cell, kind, needs, runs: outcome === 'runs', ...told };
}

function unknown(step: PlanStep): Forecast {
  const reason =
    step.needs.length === 0
      ? 'nothing is known of an earlier run'
      : 'what it is given is known only when its needs are over';
  return { outcome: 'runs', reason, copies: null, lastMs: null };
}

// Steps come in an order in which each follows its needs.
function levelsOf(plan: Plan): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  for (const step of plan.steps) {
    levels.set(step.id, Math.max(-1, ...step.needs.map((id) => levels.get(id) ?? -1)) + 1);
  }
  return levels;
}
