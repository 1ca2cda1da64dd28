import type { RunEvent } from '../../app/domain/run/event.ts';
import type { Patch } from '../../app/domain/run/patch.ts';
import type { RunHeader, StepRow } from '../../app/domain/run/run.ts';
import type { PlanIndex } from '../../app/engine/state/plan-index.ts';
import type { RunBook } from './run-book.ts';

/** A law was broken: which one, and how. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken';
  readonly law: number;

  constructor(law: number, how: string) {
    super(`law ${law}: ${how}`);
    this.law = law;
  }
}

/** Throws `LawBroken` unless `holds`. */
export function law(number: number, holds: boolean, how: string): void {
  if (!holds) throw new LawBroken(number, how);
}

/** One decision, with the run as it is after it. */
export type Step = {
  readonly plan: PlanIndex;
  /** Null: the run was made. */
  readonly event: RunEvent | null;
  /** The rows that the patch replaces, as they were; undefined: new. */
  readonly before: ReadonlyMap<string, StepRow | undefined>;
  readonly headerBefore: RunHeader | null;
  readonly patch: Patch;
  /** Attempts (`key#number`) whose end counts against no budget. */
  readonly uncharged: ReadonlySet<string>;
  /** The run with the patch written. */
  readonly book: RunBook;
};

export const LIVE: ReadonlySet<string> = new Set(['starting', 'running', 'stopping']);
