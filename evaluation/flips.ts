/** The examples on which two sides differ most. It quotes tables: for those alone who may read the repository. */
export type Flips = {
  /** The side that it was held against: `main`, `churn@production`. */
  readonly against: string;
  readonly metric: string;
} & (
  | {
      readonly type: 'found';
      /** How many examples both sides have, by what became of them. */
      readonly counts: { readonly better: number; readonly worse: number; readonly same: number };
      /** Those that moved most, the farthest first. */
      readonly better: readonly Flip[];
      readonly worse: readonly Flip[];
    }
  | { readonly type: 'not-found'; readonly reason: string }
);

export type Flip = {
  readonly id: string;
  /** What the columns hold that may be shown; null: nothing. */
  readonly cells: readonly {
    readonly column: string;
    readonly now: string | null;
    readonly before: string | null;
  }[];
};
