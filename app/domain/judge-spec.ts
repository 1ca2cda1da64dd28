import type { CostForm } from '../../evaluation/judge.ts';
import type { BaselineRef } from './gate-spec.ts';

/** Who judges what a step made, and what that gives. How its verdicts are written is said of its table. */
export type JudgeSpec = {
  readonly metric: string;
  readonly model: string;
  /** Whether that name may mean another model tomorrow. */
  readonly floats: boolean;
  /** File with its prompt, relative to the repository's root. */
  readonly prompt: string;
  /** The same as the command finds it. */
  readonly promptFromCommand: string;
  /** Null: not said. */
  readonly temperature: number | null;
  readonly seed: number | null;
  /** Whose answers stand beside those of this run; null: answers are judged one by one. */
  readonly against: Extract<BaselineRef, { readonly type: 'alias' }> | null;
  /** Relative to the repository's root; null: nobody labelled anything. */
  readonly calibration: { readonly labels: string; readonly verdicts: string } | null;
  /** Left out: its tables do not say what it costs. */
  readonly cost?: CostForm;
};

/** The metrics that verdicts give: the number, and how sure it is. */
export function judgedNames(metric: string): readonly string[] {
  return [metric, `${metric}.low`, `${metric}.high`];
}
