import type { Instant } from './instant.ts';

/** What a pipeline says that one run of it may spend, in US dollars, and what happens before it spends more. */
export type BudgetSpec = {
  readonly perRunUsd: number;
  readonly onExceed: OnExceed;
};

export type OnExceed = 'ask' | 'fail';

/** Which limit it is. */
export type BudgetKind = 'per-run' | 'month';

/** Whether an attempt may start or go on. `go` for one that waits: it may ask once more. */
export type BudgetDecision = {
  readonly verdict: 'go' | 'hold' | 'fail';
  /** What the attempt costs; null: no earlier run tells. */
  readonly estimateUsd: { readonly p50: number; readonly p90: number } | null;
  /** The most that it can cost; null: nobody knows its price. */
  readonly boundUsd: number | null;
  /** Of those who share the limit, what is in use by attempts at work among it. */
  readonly spentUsd: number;
  readonly limitUsd: number;
  readonly by: BudgetKind;
};

/** Somebody's word that a run may spend more than its budget. */
export type BudgetRaise = {
  readonly by: string;
  readonly byId?: number;
  readonly usd: number;
  /** Names what was said among all: carried out twice it counts once. */
  readonly once: string;
  readonly at: Instant;
};

/** So often the budget of a run is raised at most. */
export const MOST_RAISES = 50;

/** By how much people let a run spend more. */
export function raisedBy(raises: readonly BudgetRaise[] = []): number {
  return raises.reduce((sum, { usd }) => sum + usd, 0);
}
