import type { Effect, EffectKind } from '../../domain/run/effect.ts';
import type { Instant } from '../../domain/run/run.ts';

export type EffectLease = {
  readonly owner: string;
  readonly now: Instant;
  readonly until: Instant;
};

export type LeasedEffect = {
  readonly run: string;
  /** Of its run; 0: of this machine. */
  readonly repository: number;
  readonly effect: Effect;
  readonly tries: number;
};

/** Whose effects: of all runs (`runs` null), or of these runs and, of any run, those of these kinds. */
export type WorkScope = {
  readonly runs: readonly string[] | null;
  readonly kinds: readonly EffectKind[];
};

/** Effects that were committed and are not done. */
export interface Outbox {
  /** Leases up to `limit` due effects that nobody holds, oldest first; those of all runs in turns, as queues do. */
  lease(lease: EffectLease, scope: WorkScope, limit: number): Promise<LeasedEffect[]>;
  /** Gives an effect back, to be tried again at `dueAt`. */
  delay(effect: string, owner: string, dueAt: Instant, error: string): Promise<void>;
  /** When the next effect falls due, or its lease runs out; null: there is none. */
  nextDueAt(scope: WorkScope): Promise<Instant | null>;
  /** Effects of a run that are not done, for inspection. */
  pending(
    run: string,
  ): Promise<readonly { readonly effect: Effect; readonly error: string | null }[]>;
}

/** The effect is done; nothing happens if `owner` no longer holds it. */
export type OutboxChange = {
  readonly type: 'effect.finish';
  readonly effect: string;
  readonly owner: string;
};
