import type { Effect } from '../../app/domain/run/effect.ts';
import type { Patch } from '../../app/domain/run/patch.ts';
import type { AttemptRow, RunHeader, StepRow, Timer } from '../../app/domain/run/run.ts';
import type { RunRows } from '../../app/engine/state/hot-run.ts';

/** The rows of a run as a store would hold them: written by patches, with no index and no logic, so that a test has a second opinion. */
export class RunBook {
  header: RunHeader;
  readonly steps = new Map<string, StepRow>();
  readonly attempts = new Map<string, AttemptRow>();
  readonly timers = new Map<string, Timer>();
  readonly effects: Effect[] = [];

  constructor(first: Patch) {
    this.header = first.header;
    this.write(first);
  }

  write(patch: Patch): void {
    this.header = patch.header;
    for (const row of patch.steps) this.steps.set(row.key, row);
    for (const row of patch.attempts) this.attempts.set(`${row.key}#${row.number}`, row);
    for (const id of patch.timers.clear) this.timers.delete(id);
    for (const timer of patch.timers.set) this.timers.set(timer.id, timer);
    this.effects.push(...patch.effects);
  }

  rows(): RunRows {
    const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
    return {
      header: this.header,
      steps: [...this.steps.values()].sort((a, b) => a.order - b.order || byText(a.key, b.key)),
      attempts: [...this.attempts.values()].sort(
        (a, b) => byText(a.key, b.key) || a.number - b.number,
      ),
      timers: [...this.timers.values()].sort((a, b) => byText(a.id, b.id)),
    };
  }

  cellsOf(stepId: string): readonly StepRow[] {
    return [...this.steps.values()].filter((row) => row.role === 'cell' && row.stepId === stepId);
  }
}
