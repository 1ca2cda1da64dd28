/** An input from which a model learns, as its step declares it. */
export type TrainingSpec = {
  /** The table, in an input that is a folder; null: the input is the table. */
  readonly path: string | null;
  /** The column that names an example, or what belongs together; as in the examples of the test. */
  readonly id: string;
  /** The column that says when; null: nobody asks. */
  readonly time: string | null;
};

/** What of the test the model has learned from, by one input of its training. */
export type Leakage = { readonly input: string } & (
  | {
      readonly type: 'checked';
      /** The column of the test that was looked for among the training data. */
      readonly column: string;
      readonly by: 'id' | 'cluster';
      /** Ids, or clusters, of the test, each counted once. */
      readonly test: number;
      /** Those of them that are in the training data too. */
      readonly shared: number;
      /** Examples of the test from before the newest training row; null: nobody asked. */
      readonly older: { readonly examples: number; readonly of: number } | null;
    }
  /** Why it could not be looked at. Nothing of a table is quoted. */
  | { readonly type: 'not-checked'; readonly reason: string }
);
