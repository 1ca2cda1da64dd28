// Generated from attempt-report.schema.json by `npm run generate`. Do not edit.

/**
 * What a step executor tells of its attempt while it works. Reports of one attempt come in order; a report that comes twice means the same.
 */
export type AttemptReport =
  StartedReport | OutputReport | MetricsReport | CheckpointReport | MaterialReport | EndedReport;
/**
 * What was measured example by example. Left out: the step keeps none, or did not succeed.
 */
export type ReportedExamples =
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
      judge?: ReportedJudge;
    }
  | {
      /**
       * Why, for a person.
       */
      notCompared: string;
    };
/**
 * What was measured on parts of the data. Left out: the step declares none, or did not succeed.
 */
export type ReportedSlices =
  | {
      /**
       * In the order of the table.
       *
       * @minItems 1
       * @maxItems 200
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
       * Why, for a person.
       */
      notRead: string;
    };

/**
 * The command began.
 */
export interface StartedReport {
  type: 'started';
  /**
   * Milliseconds since 1970.
   */
  at: number;
  /**
   * Checkpoint it started from.
   */
  resumedFrom: string | null;
  /**
   * What its Python environment took before, in milliseconds; left out: it has none.
   */
  environmentMs?: number;
}
/**
 * Lines of output, secrets masked.
 */
export interface OutputReport {
  type: 'output';
  /**
   * Milliseconds since 1970.
   */
  at: number;
  /**
   * In order.
   *
   * @maxItems 2000
   *
   * Items: A line.
   */
  lines: {
    stream: 'stdout' | 'stderr' | 'system';
    /**
     * Without its line end.
     */
    text: string;
  }[];
}
/**
 * Live metrics.
 */
export interface MetricsReport {
  type: 'metrics';
  /**
   * Milliseconds since 1970.
   */
  at: number;
  /**
   * In order.
   *
   * @maxItems 1000
   *
   * Items: One line of the live file.
   */
  samples: {
    step: number;
    /**
     * By name.
     */
    values: {
      [k: string]: number;
    };
  }[];
}
/**
 * A complete checkpoint was stored.
 */
export interface CheckpointReport {
  type: 'checkpoint';
  /**
   * Milliseconds since 1970.
   */
  at: number;
  /**
   * Of its manifest.
   */
  digest: string;
  /**
   * Bytes.
   */
  size: number;
  /**
   * Files.
   */
  files: number;
}
/**
 * Report material of this attempt was stored: plots and the summary. Comes before ended, whatever the end.
 */
export interface MaterialReport {
  type: 'material';
  /**
   * Milliseconds since 1970.
   */
  at: number;
  plots: ReportedArtifact | null;
  /**
   * Markdown from $MLPIPELINES_SUMMARY.
   */
  summary: string | null;
}
/**
 * A stored artifact.
 */
export interface ReportedArtifact {
  /**
   * Of its manifest.
   */
  digest: string;
  type: 'file' | 'dataset' | 'model' | 'report';
  /**
   * Where it was produced. Relative to the repository root, with "/".
   */
  path: string;
  /**
   * Bytes of all files.
   */
  size: number;
  /**
   * Number of files.
   */
  files: number;
}
/**
 * The attempt is over. Nothing follows.
 */
export interface EndedReport {
  type: 'ended';
  /**
   * Milliseconds since 1970.
   */
  at: number;
  outcome: ReportedOutcome;
}
/**
 * How it ended.
 */
export interface ReportedOutcome {
  status: 'succeeded' | 'failed' | 'interrupted' | 'cancelled';
  /**
   * Why it did not succeed.
   */
  class:
    | 'exit-code'
    | 'oom'
    | 'timeout'
    | 'stall'
    | 'failure'
    | 'infra'
    | 'capacity'
    | 'spot-interruption'
    | 'lost-input'
    | null;
  /**
   * Of the command.
   */
  exitCode: number | null;
  /**
   * That ended the command.
   */
  signal: string | null;
  /**
   * For a person: what happened and what to do next.
   */
  message: string | null;
  /**
   * What a step leaves behind.
   */
  products: {
    /**
     * Value outputs by name.
     */
    outputs: {
      [k: string]: unknown;
    };
    /**
     * Artifacts by output name.
     */
    artifacts: {
      [k: string]: ReportedArtifact;
    };
    /**
     * Numbers; nested ones as a.b; booleans as 0 and 1.
     */
    metrics: {
      [k: string]: number;
    };
    examples?: ReportedExamples;
    slices?: ReportedSlices;
    /**
     * Text found among the metrics.
     */
    facts: {
      [k: string]: string;
    };
  };
  /**
   * Since the last complete checkpoint or the start. In milliseconds.
   */
  workLostMs: number | null;
  /**
   * Counts against a retry budget.
   */
  charged: boolean;
}
/**
 * Of a judge: which one it was, and what became of its verdicts. Left out: none judged.
 */
export interface ReportedJudge {
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
}
