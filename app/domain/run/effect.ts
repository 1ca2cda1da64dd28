import type { Instant } from './run.ts';

/**
 * What is to be done outside, committed with the state that decided it and performed at least once.
 * `id` is derived from run, step, attempt and purpose, so the same decision never makes two.
 */
export type Effect = { readonly id: string; readonly dueAt: Instant } & EffectBody;

export type EffectBody =
  /** Ask the concurrency group for admission. */
  | { readonly kind: 'group.join'; readonly group: string }
  | { readonly kind: 'group.leave'; readonly group: string }
  /** Nothing but an approval keeps this run from going on: it gives way to a newer one. */
  | { readonly kind: 'group.wait'; readonly group: string }
  /** `attempt`: once more, after this one was interrupted. */
  | { readonly kind: 'cache.look-up'; readonly key: string; readonly attempt?: number }
  /** Answered once no baseline of the row is under way any more, or an hour after `since`. */
  | { readonly kind: 'baselines.await'; readonly key: string; readonly since: Instant }
  /** Look whether the approvals of a step still count, now that it could start or something moved. Answered by `approvals.checked`. */
  | { readonly kind: 'approvals.check'; readonly key: string }
  /** Ask whether the budget lets this attempt start. Answered by `budget.decided`. */
  | { readonly kind: 'budget.ask'; readonly key: string; readonly attempt: number }
  /** A register step needs no machine: the registry answers with `attempt.ended`. */
  | { readonly kind: 'step.start'; readonly key: string; readonly attempt: number }
  | {
      readonly kind: 'step.cancel';
      readonly key: string;
      readonly attempt: number;
      readonly reason: string;
    }
  /** Have its host look what became of it: it should have begun. Answered by `attempt.waits`, or by its end. */
  | { readonly kind: 'step.look'; readonly key: string; readonly attempt: number }
  | { readonly kind: 'model.promote'; readonly key: string; readonly attempt: number };
export type EffectKind = EffectBody['kind'];
