// Generated from report.schema.json by `npm run generate`. Do not edit.

/**
 * Whether the model of a run got better: what a step measured beside what others measured. A part that nobody looked into is left out.
 */
export interface ReportFile {
  format: 1;
  /**
   * Id of the run.
   */
  run: string;
  /**
   * How people name it: 12, of a rerun 12.2.
   */
  number: string;
  pipeline: string;
  /**
   * The one that the run is judged by; null: nothing it is judged by was measured, and `warnings` says why.
   */
  step: string | null;
  /**
   * Commit.
   */
  sha: string | null;
  /**
   * The tree had uncommitted changes.
   */
  dirty: boolean;
  /**
   * partial: the run, or one that it is compared with, is not over.
   */
  state: 'final' | 'partial';
  /**
   * What it is compared with, the one of the headline first.
   */
  baselines: ReportBaseline[];
  /**
   * The most important first: primary, those with a goal, those that gates judge, then what moved most.
   */
  metrics: ReportMetric[];
  /**
   * Parts of the data, in the order of the table; empty where that could not be read. Left out: the step measures none.
   */
  slices?: ReportSlice[];
  judge?: {
    metric: string;
    model: string;
    /**
     * Of model, prompt, temperature, seed and scale: of another one nothing is compared.
     */
    digest: string;
    /**
     * Of pairs: whose answers stood beside those of this run.
     */
    against: string | null;
    /**
     * Items with a verdict, of pairs in both orders.
     */
    items: number;
    /**
     * Items without one.
     */
    unjudged: number;
    /**
     * Verdicts that were written.
     */
    verdicts: number;
    /**
     * Of them those that cannot be read.
     */
    unparsed: number;
    /**
     * Verdicts that other items or the other order have.
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
    agreement: {
      labels: number;
      agreed: number;
      kappa: {
        value: number;
        /**
         * At 95 %.
         */
        low: number;
        high: number;
      } | null;
      sensitivity: {
        value: number;
        /**
         * At 95 %.
         */
        low: number;
        high: number;
      } | null;
      specificity: {
        value: number;
        /**
         * At 95 %.
         */
        low: number;
        high: number;
      } | null;
    } | null;
    /**
     * Why it is not known how far to trust it; null: `agreement` says how far.
     */
    uncalibrated: string | null;
  } | null;
  /**
   * As judged, the worst first.
   */
  gates: ReportGate[];
  /**
   * Pictures of the step, the first 20, over those of the run that is named first. Left out: nobody drew them.
   */
  plots?: ReportPlot[];
  changed: {
    /**
     * Name of that baseline.
     */
    since: string;
    /**
     * Those that differ: name, value then, value now; null: that run does not have it.
     */
    params: unknown[][];
    /**
     * Paths; null: what one of them ran on is not kept any more.
     */
    files: string[] | null;
    /**
     * What else their steps were made of.
     */
    steps: ReportStepChange[];
  } | null;
  looks: {
    /**
     * In this pull request; null: in none.
     */
    pull: number | null;
    ever: number;
  } | null;
  /**
   * What a reader of the numbers has to know.
   */
  warnings: string[];
  work: ReportWork;
}
/**
 * Side.
 */
export interface ReportBaseline {
  /**
   * main, churn@production, or #12: the key under `against`.
   */
  name: string;
  /**
   * run: somebody named it; run-before: the newest earlier run that measured the step.
   */
  kind: 'merge-base' | 'alias' | 'run' | 'run-before';
  /**
   * Id; null: there is none, or it was forgotten.
   */
  run: string | null;
  sha: string | null;
  /**
   * Of a model behind an alias.
   */
  version: number | null;
  /**
   * Commits from where the change grew from back to this one; null: it is not on that branch.
   */
  back: number | null;
  /**
   * Why it has no numbers; null: it has. unknown: nobody could say where the commit grew from.
   */
  missing: 'never' | 'under-way' | 'unknown' | null;
  /**
   * Why what it measured may not be compared with this run: other code, data or params measured it. Empty: nothing is known of that.
   */
  otherwise: string[];
}
/**
 * Metric.
 */
export interface ReportMetric {
  name: string;
  /**
   * Null: nobody said which way is better.
   */
  goal: 'maximize' | 'minimize' | null;
  primary: boolean;
  /**
   * Null: only another side measured it.
   */
  value: number | null;
  /**
   * How sure the number is; null: not known.
   */
  noise: {
    test: {
      low: number;
      high: number;
      /**
       * The step wrote it, or its examples say so.
       */
      from: 'written' | 'examples';
      /**
       * Examples; null: the step wrote it.
       */
      n: number | null;
    } | null;
    training: {
      /**
       * Standard deviation of one training.
       */
      sd: number;
      /**
       * Trainings that it was taken from.
       */
      n: number;
      /**
       * Cells of this run, or runs of the same code, data and params, that differ in their seed alone.
       */
      from: 'seeds' | 'repeats';
      /**
       * The one that was trained so often.
       */
      step: string;
      /**
       * Trainings that the value is the mean of; 1: it is of one.
       */
      meanOf: number;
    } | null;
  };
  /**
   * By the names of the baselines that measured it.
   */
  against: {
    [k: string]: ReportChange;
  };
}
/**
 * Change.
 */
export interface ReportChange {
  /**
   * What the other measured.
   */
  value: number;
  /**
   * Null: only the other measured it.
   */
  change: number | null;
  /**
   * Of the other's value; null: that is 0, or there is no change to tell.
   */
  relative: number | null;
  interval: {
    low: number;
    high: number;
    /**
     * independent: of two estimates that the steps wrote; trainings: of those alone. Else how the examples of both were compared, pair by pair.
     */
    method: 'independent' | 'bca' | 'delong' | 'influence-function' | 'wilson' | 'trainings';
    /**
     * What it allows for: test: of the test set alone; training: of trainings alone; same-model: of the test set, and nothing was trained between the two. Null: it gives bounds where examples are too few to tell.
     */
    noise: 'test' | 'training' | 'both' | 'same-model' | null;
    /**
     * Examples that both have; null: none were compared.
     */
    n: number | null;
  } | null;
  claim: 'better' | 'worse' | 'no-detectable-change' | 'cannot-tell' | 'changed';
  /**
   * holm: judged together with the other metrics beside the primary one, of slices with the others that a gate names; benjamini-hochberg: with all other slices.
   */
  adjusted: 'holm' | 'benjamini-hochberg' | null;
}
/**
 * Slice.
 */
export interface ReportSlice {
  /**
   * What names it: the value of each column.
   */
  by: {
    [k: string]: string;
  };
  /**
   * Rows.
   */
  n: number;
  /**
   * A gate judges it.
   */
  gated: boolean;
  metrics: ReportMetric[];
}
/**
 * Gate.
 */
export interface ReportGate {
  /**
   * Key of the step or cell.
   */
  step: string;
  id: string;
  metric: string;
  op: string;
  value: number | null;
  threshold: number | null;
  verdict: 'pass' | 'fail' | 'warn' | 'inconclusive' | 'no-baseline';
  /**
   * In words, without its name.
   */
  message: string;
}
/**
 * Plot.
 */
export interface ReportPlot {
  title: string;
  /**
   * The table or the picture that the step wrote.
   */
  file: string;
  /**
   * Of that file.
   */
  digest: string;
  /**
   * Digest of the picture as SVG; null: there is none.
   */
  svg: string | null;
  /**
   * Digest of the picture as PNG, on a light ground; null: there is none.
   */
  png: string | null;
  /**
   * What is seen on it; null: whoever made it did not say.
   */
  alt: string | null;
  /**
   * Why it was not drawn; null: it was, or it is shown as it is.
   */
  why: string | null;
}
/**
 * Step.
 */
export interface ReportStepChange {
  step: string;
  /**
   * Items: In words: input data changed.
   */
  changes: string[];
}
/**
 * What the run took.
 */
export interface ReportWork {
  /**
   * From the start of its first step to its end; null: it is not over, or no step began.
   */
  ms: number | null;
  attempts: number;
  /**
   * Of attempts that were ended before their end.
   */
  lostMs: number;
}
