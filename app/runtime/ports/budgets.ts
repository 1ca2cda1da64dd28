import type { BudgetKind } from '../../domain/run/run-budget.ts';
import type { AttemptId } from './attempts.ts';

/** What runs have spent and what their attempts at work may, in US dollars: one account for all replicas. */
export interface Budgets {
  /**
   * Sets aside what an attempt may cost where all its limits allow it, and nothing where one does not. An attempt that has
   * something set aside already keeps that.
   */
  commit(order: BudgetOrder): Promise<Committed>;
  /** What attempts of a run cost by now. What is final is spent, and nothing is set aside for it any more. */
  settle(run: string, costs: readonly AttemptCost[]): Promise<void>;
  /** Attempts that something is set aside for, oldest run first. */
  open(limit: number): Promise<readonly OpenCommitment[]>;
  /** Of a run, and of all runs of its repository in a month. */
  standing(of: Account): Promise<Standings>;
}

/** Whose money. */
export type Account = {
  readonly run: string;
  readonly repository: number;
  /** `2026-12`. */
  readonly month: string;
};

export type BudgetOrder = Account &
  Pick<AttemptId, 'key' | 'attempt'> & {
    readonly usd: number;
    /** Null: there is none. */
    readonly limits: { readonly runUsd: number | null; readonly monthUsd: number | null };
  };

/** `spentUsd`: for good. `setAsideUsd`: for attempts at work. */
export type Standing = { readonly spentUsd: number; readonly setAsideUsd: number };
export type Standings = { readonly run: Standing; readonly month: Standing };

export type Committed =
  | { readonly type: 'committed' }
  | (Standing & {
      readonly type: 'over';
      readonly by: BudgetKind;
      readonly limitUsd: number;
    });

export type AttemptCost = Pick<AttemptId, 'key' | 'attempt'> & {
  readonly usd: number;
  readonly isFinal: boolean;
};

export type OpenCommitment = Account &
  Pick<AttemptId, 'key' | 'attempt'> & { readonly usd: number };
