import type { Columns } from './columns.ts';
import type { Names } from './names/names.ts';

/** What a step measured, example by example: one row each. */
export type Examples = {
  /** As written. */
  readonly ids: Names;
  /** What belongs together (customer, document, day); null: every row stands alone. */
  readonly clusters: Names | null;
  readonly columns: Columns;
  /** By the name of a column that says which slice a row is in. Left out: none was asked for, or it has no such column. */
  readonly groups?: Readonly<Record<string, Groups>>;
};

/** Which slice each row is in, by one column. */
export type Groups = {
  /** What was asked for. */
  readonly values: readonly string[];
  /** The place of its value among these, one a row; −1: none of them. */
  readonly places: Int16Array;
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
