import type { Digest } from '../../domain/digest.ts';
import type { Instant } from '../../domain/run/run.ts';

/** What the garbage collector needs of a blob store beside its reading. */
export interface BlobSweep {
  /** Every stored blob; `touchedAt` is when it was last written or pinned by `missing`. */
  list(): AsyncIterable<{
    readonly digest: Digest;
    readonly size: number;
    readonly touchedAt: Instant;
  }>;
  /** Removes what crashed writers left more than a day ago. */
  tidy(): Promise<void>;
  /** Removes a blob unless it was touched after `unlessTouchedSince`; true if it is gone. */
  remove(digest: Digest, unlessTouchedSince: Instant): Promise<boolean>;
}

/** What garbage collection asks and tells. Rows go first, bytes a day later. */
export interface Garbage {
  /** Whether there is any run at all. Each pipeline keeps its newest, so that a store which was used never says no. */
  knowsRuns(): Promise<boolean>;
  /** Runs that `forgetRuns` would forget; ids, oldest first. */
  oldRuns(before: Instant): Promise<readonly string[]>;
  /** Deletes the rows of ended runs that ended before `before`, but the newest of each pipeline and those that hold a model version that others may use; gives their ids. */
  forgetRuns(before: Instant): Promise<readonly string[]>;
  /** Forgets who pushed heads and which strangers were heard before, and where checks of commits stand that were last news before; never a run's own check, nor audits; and what repositories are called that nothing names. */
  forgetNews(before: Instant): Promise<void>;
  /** Digests of manifests that are wanted: artifacts, examples, checkpoints, plots, trees, model versions, pins. */
  roots(now: Instant): Promise<ReadonlySet<Digest>>;
  /** Keeps a digest until a time, whatever else is forgotten. */
  pin(digests: readonly Digest[], until: Instant): Promise<void>;
  /** Writes down that nothing wants these now, forgets it of all others, and gives those for which that was so since `before`. */
  condemn(digests: readonly Digest[], now: Instant, before: Instant): Promise<readonly Digest[]>;
}
