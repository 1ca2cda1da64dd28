import type { Digest } from '../../domain/digest.ts';
import type { Json } from '../../domain/json.ts';
import type { Instant, Timer } from '../../domain/run/run.ts';

/** Rows that the store keeps beside a run's own (domain/run.ts). */

/** What the cache key of a row was made of, kept to say why a later one differs. */
export type CacheParts = {
  readonly run: string;
  readonly key: string;
  readonly pipeline: string;
  readonly at: Instant;
  readonly cacheKey: Digest;
  readonly parts: Json;
};

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

export type DueTimer = { readonly run: string; readonly timer: Timer };
