import type { Asks } from '../../domain/asks.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Baseline } from '../../domain/gate.ts';
import type { Json } from '../../domain/json.ts';
import type { CacheHit } from '../../domain/run/event.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Scope } from '../../domain/scope.ts';
import type { Checkpoint } from './attempts.ts';

/** Only of these scopes (`readableScopes`); left out: of this machine. */
export type Scopes = readonly Scope[];

export interface Cache {
  /** The newest row that did its work (`success`, or `rejected` by a gate) under this key, answers these asks, and whose run is kept. */
  look(wanted: WantedWork, scopes?: Scopes): Promise<CacheHit | null>;
  /** Cache parts of a row of this pipeline, newest first: what it is compared with to say why it runs. */
  recentParts(query: PartsQuery, scopes?: Scopes): Promise<readonly CacheParts[]>;
  partsOf(run: string, key: string): Promise<CacheParts | null>;
  /** Rows with this key that are made by the same recipe, the newest first. */
  sameRecipe(query: RecipeQuery, scopes?: Scopes): Promise<readonly KeyedWork[]>;
  /**
   * Complete checkpoints saved under this key by this row, in this run or an earlier one, newest first; none of work that
   * succeeded in the end: who does that again wants it done anew.
   */
  checkpoints(
    pipeline: string,
    key: string,
    cacheKey: Digest,
    scopes?: Scopes,
  ): Promise<readonly Checkpoint[]>;
}

export type PartsQuery = {
  readonly pipeline: string;
  readonly key: string;
  /** Not of this run; null: of any. */
  readonly except: string | null;
  /** Only what was there before this moment; left out: all that is. */
  readonly before?: Instant;
  readonly limit: number;
};

/** Work of a run, by what names it. */
export type KeyedWork = Pick<CacheParts, 'run' | 'cacheKey'>;

export type RecipeQuery = {
  readonly pipeline: string;
  readonly key: string;
  readonly recipe: Digest;
  /** Only what was there at this moment. */
  readonly until: Instant;
  readonly limit: number;
};

export type WantedWork = {
  readonly cacheKey: Digest;
  readonly asks: Asks;
  readonly notBefore: Instant;
};

export interface BaselineReads {
  /** Metrics of the step with this id in the run behind `model@alias`. `scope` as in `Registry`. */
  behindAlias(model: string, alias: string, stepId: string, scope?: Scope): Promise<Baseline>;
  /** Metrics of the row in the newest run of the pipeline that measured it, at the first of these commits where one did or will. */
  atCommits(question: BaseQuestion, scopes?: Scopes): Promise<Baseline>;
  /** Metrics of the row in this very run. */
  inRun(run: string, row: RowQuestion): Promise<Baseline>;
  /** Metrics of the row in the newest run of the pipeline that was made before and measured it; of a tree with changes too. */
  inRunBefore(question: EarlierQuestion, scopes?: Scopes): Promise<Baseline>;
}

export type BaseQuestion = RowQuestion & {
  readonly pipeline: string;
  /** The nearest first. */
  readonly commits: readonly string[];
  readonly stepId: string;
};

export type EarlierQuestion = {
  readonly pipeline: string;
  readonly key: string;
  readonly before: Instant;
};

export type RowQuestion = {
  /** The row: of the step, or of one of its cells. */
  readonly key: string;
  /** A run of this machine is under way only while someone drives it. */
  readonly now: Instant;
};

/** What the cache key of a row was made of, kept to say why a later one differs. */
export type CacheParts = {
  readonly run: string;
  readonly key: string;
  readonly pipeline: string;
  readonly at: Instant;
  readonly cacheKey: Digest;
  readonly parts: Json;
  /** The same for all that differ in their seed alone; left out: it reads none. */
  readonly recipe?: Digest;
};

export type CacheChange =
  /** `scope`: where it is kept for other runs (domain/scope.ts); left out: of this machine. */
  | { readonly type: 'cache.parts'; readonly parts: CacheParts; readonly scope?: Scope }
  /** Nobody may take this row's work any more: bytes of it are lost. */
  | { readonly type: 'cache.drop'; readonly run: string; readonly key: string };
