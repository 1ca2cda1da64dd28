// Generated from run-view.schema.json by `npm run generate`. Do not edit.

/**
 * A run.
 */
export interface RunView {
  format: 1;
  /**
   * ULID.
   */
  id: string;
  /**
   * Run number.
   */
  number: number;
  /**
   * 1, or higher for a rerun.
   */
  attempt: number;
  /**
   * Name.
   */
  pipeline: string;
  status: 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'rejected' | 'cancelled';
  /**
   * It is not over, but the process that ran it on this machine is gone; `mlpipelines resume` goes on with it. Left out: nobody has found it so.
   */
  interrupted?: true;
  /**
   * Commit.
   */
  sha: string | null;
  /**
   * The tree had uncommitted changes.
   */
  dirty: boolean;
  /**
   * What started it.
   */
  trigger: string;
  tested?: TestedView;
  byHand?: ByHandView;
  /**
   * Values in effect.
   */
  params: {
    [k: string]: unknown;
  };
  /**
   * ISO 8601, UTC.
   */
  createdAt: string;
  /**
   * First step began. ISO 8601, UTC.
   */
  startedAt: string | null;
  /**
   * Over. ISO 8601, UTC.
   */
  endedAt: string | null;
  /**
   * In plan order, cells after their matrix step.
   */
  steps: StepView[];
  /**
   * Registered in this run.
   */
  models: ModelView[];
  /**
   * What its attempts cost so far; left out: it is not known here.
   */
  cost?: {
    /**
     * US dollars of all parts that are known.
     */
    usd: number;
    /**
     * By what is paid for: machine, disk, address, github-minutes …
     */
    parts: {
      [k: string]: {
        /**
         * US dollars of what is known.
         */
        usd: number;
        /**
         * Of so many nobody knows what they cost.
         */
        unknown: number;
      };
    };
    /**
     * How long machines were paid for.
     */
    paidMs: number;
    /**
     * Of it while no step worked on them.
     */
    idleMs: number;
  };
}
/**
 * How the run of a merged commit stands to what its pull request tested. Left out: it merged none, or promotes nothing.
 */
export interface TestedView {
  /**
   * Number of the pull request.
   */
  pull: number;
  /**
   * ULID of the run whose work it takes over; null: it does the work again.
   */
  run: string | null;
  /**
   * Why it does the work again; null: it does not.
   */
  because: string | null;
}
/**
 * The version that somebody has moved an alias to by a command. Left out: nobody does.
 */
export interface ByHandView {
  kind: 'promote' | 'rollback';
  model: string;
  alias: string;
  version: number;
  /**
   * Who asked for it.
   */
  by: string | null;
  /**
   * It waited for no approval; null: it waits for one where its step asks for it.
   */
  emergency: null | {
    reason: string;
    /**
     * Until when somebody else has to have looked at it.
     */
    reviewBy: string;
  };
}
/**
 * A step or a cell.
 */
export interface StepView {
  /**
   * train, or train[seed=1].
   */
  key: string;
  /**
   * Step id.
   */
  id: string;
  cell: {
    [k: string]: unknown;
  } | null;
  /**
   * Label.
   */
  kind: string | null;
  /**
   * Ids of steps.
   */
  needs: string[];
  /**
   * Where it stands.
   */
  state: string;
  result: 'success' | 'failure' | 'rejected' | 'skipped' | 'cancelled' | 'stopped' | null;
  cached: boolean;
  /**
   * Why it ended or waits.
   */
  reason: string | null;
  /**
   * First attempt began. ISO 8601, UTC.
   */
  startedAt: string | null;
  /**
   * Over. ISO 8601, UTC.
   */
  endedAt: string | null;
  /**
   * In order.
   *
   * Items: One try.
   */
  attempts: {
    /**
     * From 1.
     */
    number: number;
    /**
     * succeeded, failed, …
     */
    status: string;
    /**
     * Class of the failure.
     */
    class: string | null;
    /**
     * What happened and what to do.
     */
    message: string | null;
    exitCode: number | null;
    signal: string | null;
    /**
     * Nothing but a place to run was missing. ISO 8601, UTC.
     */
    readyAt: string | null;
    /**
     * What its Python environment took between readyAt and startedAt.
     */
    environmentMs: number | null;
    /**
     *  ISO 8601, UTC.
     */
    startedAt: string | null;
    /**
     *  ISO 8601, UTC.
     */
    endedAt: string | null;
    /**
     * Checkpoint digest.
     */
    resumedFrom: string | null;
    workLostMs: number | null;
    /**
     * The machine that was started for it; left out: it runs on one that was there.
     */
    machine?: {
      /**
       * Its id at EC2.
       */
      instance: string;
      /**
       * g5.xlarge
       */
      type: string;
      market: 'spot' | 'on-demand';
      /**
       * us-east-1a
       */
      zone: string;
      /**
       * Price at its launch in US dollars, of the machine alone; null: not known.
       */
      usdHour: number | null;
      /**
       * The capacity reservation that it runs in, or the group of it; left out: none.
       */
      reservation?: string;
      /**
       * Why it is on spot or on demand, with the figures; left out: the step says which, or prices are not known.
       */
      because?: string;
    };
    /**
     * Address of the job that GitHub keeps waiting, in its queue or for an environment; left out: none waits.
     */
    waitsAt?: string;
    /**
     * What it cost so far; left out: it is not known here.
     */
    cost?: {
      /**
       * US dollars of all parts that are known.
       */
      usd: number;
      /**
       * By what is paid for: machine, disk, address, github-minutes …
       */
      parts: {
        [k: string]: {
          /**
           * US dollars of what is known.
           */
          usd: number;
          /**
           * Of so many nobody knows what they cost.
           */
          unknown: number;
        };
      };
      /**
       * How long machines were paid for.
       */
      paidMs: number;
      /**
       * Of it while no step worked on them.
       */
      idleMs: number;
    };
  }[];
  /**
   * Values.
   */
  outputs: {
    [k: string]: unknown;
  };
  /**
   * By output.
   */
  artifacts: {
    /**
     * Artifact.
     */
    [k: string]: {
      digest: string;
      /**
       * Bytes.
       */
      size: number;
      files: number;
      /**
       * Where produced.
       */
      path: string;
    };
  };
  /**
   * Numbers.
   */
  metrics: {
    [k: string]: number;
  };
  /**
   * What it measured example by example. Left out: it keeps none, or has not succeeded.
   */
  examples?:
    | {
        /**
         * Of its manifest, which names one file.
         */
        digest: string;
        /**
         * Bytes.
         */
        size: number;
        /**
         * Rows.
         */
        rows: number;
        /**
         * How it is written.
         */
        format: 'csv' | 'tsv' | 'json-lines' | 'parquet';
        /**
         * Of a judge: which one it was, and what became of its verdicts. Left out: none judged.
         */
        judge?: {
          /**
           * Of the model, the prompt, temperature, seed and scale.
           */
          digest: string;
          /**
           * What became of the verdicts.
           */
          counts: {
            /**
             * Items with a verdict, of pairs in both orders.
             */
            items: number;
            /**
             * Items without one.
             */
            unjudged: number;
            /**
             * Rows.
             */
            verdicts: number;
            /**
             * Rows that say nothing that a verdict may say.
             */
            unparsed: number;
            /**
             * Rows that other items or the other order have.
             */
            missing: number;
            /**
             * The most verdicts on an item.
             */
            samples: number;
            pairs: {
              /**
               * Judged in both orders.
               */
              complete: number;
              /**
               * Of them those in which the order changed the verdict.
               */
              split: number;
              /**
               * Verdicts on them that name a winner.
               */
              decided: number;
              /**
               * Of those the ones for the first answer.
               */
              first: number;
            } | null;
          };
          /**
           * What its verdicts cost, those on labelled answers too. Left out: its tables do not say it.
           */
          cost?: {
            /**
             * Verdicts that were written.
             */
            calls: number;
            /**
             * Null: no column counts them.
             */
            tokens: number | null;
            /**
             * Null: no column says it.
             */
            dollars: number | null;
            /**
             * Calls that say no amount.
             */
            unsaid: number;
          };
          calibration:
            | {
                type: 'labelled';
                /**
                 * Rows are labels of people, columns those of the judge.
                 *
                 * @minItems 2
                 * @maxItems 3
                 */
                table: number[][];
                /**
                 * Labelled answers without a verdict.
                 */
                unjudged: number;
              }
            | {
                type: 'unknown';
                /**
                 * Why, for a person.
                 */
                reason: string;
              }
            | null;
        };
      }
    | {
        /**
         * Why.
         */
        notCompared: string;
      };
  /**
   * What it measured on parts of its data. Left out: it measures none, or has not succeeded.
   */
  slices?:
    | {
        /**
         * In the order of the table.
         *
         * Items: A part.
         */
        rows: {
          /**
           * What names it: the value of each column.
           */
          by: {
            [k: string]: string;
          };
          /**
           * Rows of the data.
           */
          n: number;
          /**
           * Numbers, with how sure they are beside them: auc, auc.low, auc.high.
           */
          metrics: {
            [k: string]: number;
          };
        }[];
      }
    | {
        /**
         * Why.
         */
        notRead: string;
      };
  /**
   * As judged.
   *
   * Items: Gate.
   */
  gates: {
    id: string;
    metric: string;
    op: string;
    value: number | null;
    threshold: number | null;
    verdict: 'pass' | 'fail' | 'warn' | 'inconclusive' | 'no-baseline';
    /**
     * In words.
     */
    message: string;
  }[];
}
/**
 * Model version.
 */
export interface ModelView {
  name: string;
  version: number;
  alias: string | null;
  digest: string;
}
