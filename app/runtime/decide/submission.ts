import type { Digest } from '../../domain/digest.ts';
import type { Patch } from '../../domain/run/patch.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { PlanIndex } from '../../engine/state/plan-index.ts';
import type { HotRuns } from './hot-runs.ts';
import type { NewEvent } from '../runtime.ts';
import type { Change } from '../ports/store.ts';
import type { Said } from '../audit/audit-of-event.ts';

/** Something to be decided and committed. */
export type Submission = {
  /** Says what is to be committed. Asked again after a conflict; while it is asked, nothing is half decided. */
  readonly prepare: (runs: HotRuns) => Work | Promise<Work>;
  /**
   * `soon`: with whatever else came meanwhile. `lazy`: may wait a little to ride along with others.
   * `alone`: guards something that another submission of the same commit might guard too.
   */
  readonly pace: 'soon' | 'lazy' | 'alone';
};

export type Work = {
  readonly creation?: Creation;
  readonly events?: readonly SubmittedEvent[];
  readonly changes?: readonly Change[];
};

export type SubmittedEvent = {
  readonly run: string;
  readonly event: NewEvent;
  /** When it was told; left out: now. */
  readonly at?: Instant;
  /** For the audit, where somebody decided it; left out: what the event itself says. */
  readonly said?: Said;
};

/** A run that begins to exist. */
export type Creation = {
  readonly plan: PlanIndex;
  readonly digest: Digest;
  readonly patch: Patch;
};

/** What became of each event of a submission. */
export type EventOutcome = 'changed' | 'unchanged' | 'unknown run';
