import type { Interval } from './comparison.ts';

/** How the verdicts of a judge are written: a table with a row for each. */
export type VerdictForm = {
  /** Column of what the judge said. */
  readonly verdict: string;
  /** Column that tells several verdicts on one item apart; null: an item has one, and a pair one in each order. */
  readonly sample: string | null;
  /** Column that says whose answer stood first, `candidate` or `baseline`; null: answers are judged one by one. */
  readonly first: string | null;
  /** Null: a verdict is yes or no, and of a pair which answer won. */
  readonly scale: Scale | null;
};

export type Scale = {
  readonly low: number;
  readonly high: number;
  /** From which score on an answer passes; null: nobody said. */
  readonly pass: number | null;
};

/** What became of the verdicts of a table. */
export type VerdictCounts = {
  /** Items that count: each has a verdict that could be read, in both orders where pairs are judged. */
  readonly items: number;
  /** Items that are named and have none. */
  readonly unjudged: number;
  /** Rows. */
  readonly verdicts: number;
  /** Of them those that say nothing that a verdict may say. */
  readonly unparsed: number;
  /** Rows that are not there though other items have as many, or the other order is there. */
  readonly missing: number;
  /** The most verdicts that an item has (a pair: in each order). */
  readonly samples: number;
  /** Null: answers were judged one by one. */
  readonly pairs: PairedVerdicts | null;
};

export type PairedVerdicts = {
  /** Pairs that were judged in both orders. */
  readonly complete: number;
  /** Of them those in which the order changed the verdict: a tie. */
  readonly split: number;
  /** Verdicts on them that name a winner. */
  readonly decided: number;
  /** Of those the ones for the answer that stood first. */
  readonly first: number;
};

/** How a judge and people labelled the same answers: `table[people][judge]`, in the order of `LABELS`. On the wire as it is. */
export type LabelTable = number[][];

/** What may be said of an answer, and of a pair. */
export const LABELS = {
  answer: ['pass', 'fail'],
  pair: ['candidate', 'baseline', 'tie'],
} as const;

/** How well a judge is known to agree with people. */
export type Calibration =
  | {
      readonly type: 'labelled';
      readonly table: LabelTable;
      /** Answers that people labelled, and that have no verdict. */
      readonly unjudged: number;
    }
  /** Why it is not known, for a person. */
  | { readonly type: 'unknown'; readonly reason: string };

/** Which columns of its tables say what a verdict cost. On the wire as it is. */
export type CostForm = {
  /** They are summed up; empty: none counts tokens. */
  readonly tokens: string[];
  /** Null: none says it. */
  readonly dollars: string | null;
};

/** What verdicts cost, those on labelled answers too. */
export type JudgeCost = {
  /** Verdicts that were written: a call each. */
  readonly calls: number;
  /** Null: no column counts them. */
  readonly tokens: number | null;
  readonly dollars: number | null;
  /** Calls that say nothing of it, or nothing that is an amount. */
  readonly unsaid: number;
};

/** What two tables of verdicts cost. */
export function costOfBoth(one: JudgeCost, other: JudgeCost): JudgeCost {
  const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);
  return {
    calls: one.calls + other.calls,
    tokens: sum(one.tokens, other.tokens),
    dollars: sum(one.dollars, other.dollars),
    unsaid: one.unsaid + other.unsaid,
  };
}

/** What is kept of a judge beside its verdicts. */
export type KeptJudge = {
  /** Of the model, the prompt, temperature, seed and scale: another one is another judge. */
  readonly digest: string;
  readonly counts: VerdictCounts;
  /** Null: there are no labels. */
  readonly calibration: Calibration | null;
  /** Left out: its tables do not say what it cost. */
  readonly cost?: JudgeCost;
};

/** The share of verdicts that are unreadable or not there. */
export function lostShare({ verdicts, unparsed, missing }: VerdictCounts): number {
  return (unparsed + missing) / Math.max(verdicts + missing, 1);
}

/**
 * An interval of what verdicts give, made so wide that it holds whatever the lost ones would have said: the worst at its
 * low end, the best at its high one (bounds of what is missing, https://www.jstor.org/stable/2006592). Of a pair both
 * orders have to be there.
 */
export function withLost(
  { low, high }: Interval,
  counts: VerdictCounts,
  { scale }: Pick<VerdictForm, 'scale'>,
): Interval {
  const { verdicts, missing, pairs } = counts;
  const lost = pairs === null ? lostShare(counts) : 1 - (2 * pairs.complete) / (verdicts + missing);
  const [lowest, highest] = scale === null ? [0, 1] : [scale.low, scale.high];
  return {
    low: (1 - lost) * low + lost * lowest,
    high: (1 - lost) * high + lost * highest,
  };
}

/** Who leaves out what went wrong is better for it: more of the verdicts may not be lost. */
export const MOST_LOST = 0.01;
