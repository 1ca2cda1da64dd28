import type { Digest } from '../../domain/digest.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Scope } from '../../domain/scope.ts';

/** One try of one row of a run. */
export type AttemptId = { readonly run: string; readonly key: string; readonly attempt: number };

/** Facts told by attempts; not events, and guarded by no version. */
export type AttemptRecord = AttemptId &
  (
    | { readonly type: 'samples'; readonly samples: readonly Sample[] }
    | {
        readonly type: 'checkpoint';
        readonly checkpoint: Checkpoint;
        readonly pipeline: string;
        readonly cacheKey: Digest | null;
        readonly scope?: Scope;
        /** How many complete ones of this attempt's row stay. */
        readonly keep: number;
      }
    | { readonly type: 'material'; readonly material: Material }
    | { readonly type: 'log'; readonly log: LogIndex }
  );

/** What attempts told beside events. */
export interface Attempts {
  /** In the order they came; `after` is the `seq` of the last one known, 0 for all. */
  samples(of: AttemptId, after: number): Promise<readonly (Sample & { readonly seq: number })[]>;
  /**
   * At most so many of them, evenly among all, in the order they came; the last one always. Once they weigh more than
   * `mostBytes` as JSON no older ones are read.
   */
  spread(
    of: AttemptId,
    most: number,
    mostBytes?: number,
  ): Promise<readonly (Sample & { readonly seq: number })[]>;
  checkpoints(of: AttemptId): Promise<readonly Checkpoint[]>;
  material(of: AttemptId): Promise<Material | null>;
  log(of: AttemptId): Promise<LogIndex | null>;
}

export type Sample = {
  readonly at: Instant;
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
};

export type Checkpoint = {
  readonly digest: Digest;
  readonly savedAt: Instant;
  readonly size: number;
  readonly files: number;
};

export type Material = {
  readonly plots: { readonly digest: Digest; readonly size: number; readonly files: number } | null;
  readonly summary: string | null;
};

export type LogIndex = {
  readonly lines: number;
  readonly lastLine: string;
  readonly lastAt: Instant;
};

export type AttemptChange = { readonly type: 'attempt.record'; readonly record: AttemptRecord };
