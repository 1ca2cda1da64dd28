import type { Expected } from './expect-cost.ts';

/** Where a step goes that may be on either market, and the figures by which it does. */
export type SpotChoice = {
  readonly market: 'spot' | 'on-demand';
  readonly why: ChoiceReason;
  readonly spot: Expected;
  readonly onDemand: Expected;
  /** That one machine is lost before the step is over. */
  readonly lossChance: number;
  /** Machines that it has lost already. */
  readonly lost: number;
  /** It has not succeeded before, and is taken to last as long as it may. */
  readonly isGuess?: true;
  /** A checkpoint so often would turn it to spot, which costs so much less than on demand. */
  readonly checkpoint?: { readonly everyMs: number; readonly savesUsd: number };
};

export type ChoiceReason =
  /** Money and waiting together are less. */
  | 'cheaper'
  /** The two are as good as even. */
  | 'even'
  | 'trial'
  /** It has not succeeded before: on spot where a checkpoint keeps what it has done. */
  | 'untried'
  /** It would likely begin again, and spot saves next to nothing. */
  | 'risky'
  /** It lost as many machines as `escalate` allows. */
  | 'escalated';
