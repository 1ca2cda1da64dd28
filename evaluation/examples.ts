/** What a step measured, example by example: one row each. */
export type Examples = {
  /** One a row, as written. */
  readonly ids: readonly string[];
  /** What belongs together (customer, document, day), one a row; null: every row stands alone. */
  readonly clusters: readonly string[] | null;
  /** By name, one number a row; NaN where there was none. `true` is 1, `false` 0. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** By the name of a column that says which slice a row is in, one value a row; null: none that was asked for. Left out: none was, or it has no such column. */
  readonly groups?: Readonly<Record<string, readonly (string | null)[]>>;
};

/** How one number is made of all examples, from columns that it names. */
export type Statistic =
  | { readonly type: 'mean'; readonly column: string }
  | { readonly type: 'auc' | 'average-precision'; readonly label: string; readonly score: string }
  | {
      readonly type: 'f1' | 'precision' | 'recall';
      readonly label: string;
      readonly predicted: string;
    }
  | { readonly type: 'rmse' | 'mae'; readonly actual: string; readonly predicted: string }
  | { readonly type: 'quantile'; readonly column: string; readonly at: number }
  | { readonly type: 'log-loss'; readonly label: string; readonly probability: string };
