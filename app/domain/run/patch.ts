import type { Effect } from './effect.ts';
import type { AttemptRow, CacheEntry, RunHeader, StepRow, Timer } from './run.ts';

/**
 * Exactly the rows that one event changes. The store writes these and nothing else, guarded by the header's version.
 * Null: the event changes nothing (a duplicate, a stale report, a finished run).
 */
export type Patch = {
  readonly header: RunHeader;
  readonly steps: readonly StepRow[];
  readonly attempts: readonly AttemptRow[];
  readonly timers: { readonly set: readonly Timer[]; readonly clear: readonly string[] };
  readonly effects: readonly Effect[];
  readonly cache: readonly CacheEntry[];
};
