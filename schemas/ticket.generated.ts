// Generated from ticket.schema.json by `npm run generate`. Do not edit.

/**
 * One attempt of a step.
 */
export interface Ticket {
  /**
   * Version of this format.
   */
  format: 1;
  /**
   * The run.
   */
  run: {
    /**
     * ULID, lower case.
     */
    id: string;
    /**
     * As people say it: run #12.
     */
    number: number;
  };
  /**
   * The row of the run that this attempt works on.
   */
  step: {
    /**
     * Step id, for a cell with its values: train[seed=1].
     */
    key: string;
    /**
     * Id in the pipeline file.
     */
    id: string;
    cell: {
      [k: string]: unknown;
    } | null;
  };
  /**
   * Counts from 1.
   */
  attempt: number;
  /**
   * What to run. Expressions are already evaluated.
   */
  command: {
    /**
     * Text given to the shell.
     */
    script: string;
    /**
     * As in GitHub Actions: bash, sh, python, or a template with {0}.
     */
    shell: string;
    /**
     * Where the script starts. Relative to the repository root, with "/".
     */
    workingDirectory: string;
  };
  /**
   * Environment of the step beside what the executor adds.
   */
  env: {
    [k: string]: string;
  };
  /**
   * Variables that the step is given as the machine has them, where it has them; left out: those that every step is given.
   */
  machineEnv?: string[];
  /**
   * Environment variables whose values must never appear in output: they are masked there.
   */
  secrets: {
    [k: string]: string;
  };
  /**
   * What the step sees of the repository.
   */
  workspace: {
    /**
     * copy: a tree of its own. in-place: the repository itself.
     */
    mode: 'copy' | 'in-place';
    /**
     * Manifest of the repository tree; null: the job's checkout has its files.
     */
    tree: string | null;
    /**
     * Commit that the checkout must be at.
     */
    sha?: string;
    files: string[] | null;
  };
  /**
   * Artifacts put in place before the command starts.
   *
   * Items: One input.
   */
  inputs: {
    /**
     * Name in the pipeline file.
     */
    name: string;
    /**
     * What is put in place: one part for an artifact; for a matrix step one part a cell.
     */
    parts: {
      /**
       * Manifest.
       */
      digest: string;
      /**
       * Where it is put. Relative to the repository root, with "/".
       */
      path: string;
      /**
       * The artifact is one file, put at path itself, not a folder.
       */
      single: boolean;
    }[];
    /**
     * Data that is read where it lies, and not put in place. Left out: it is put in place.
     */
    reference?: {
      /**
       * Manifest of what the run was prepared for; the attempt fails if it is other now.
       */
      digest: string;
      /**
       * Where it lies. Relative to the repository root, with "/".
       */
      path: string;
    };
    index: {
      /**
       * Where it is written.
       */
      path: string;
      /**
       * JSON.
       */
      text: string;
    } | null;
    /**
     * The input as a whole. Relative to the repository root, with "/".
     */
    path: string;
    /**
     * Else its files are made read-only.
     */
    writable: boolean;
  }[];
  /**
   * Outputs of other steps that this one is not given, for saying so where it looks for one in vain.
   *
   * @maxItems 200
   */
  made?: {
    /**
     * Where it lies when it is made.
     */
    path: string;
    /**
     * As an input names it: data.train.
     */
    output: string;
  }[];
  /**
   * Optional inputs that the step is not given, for saying so where it looks for one in vain.
   *
   * @maxItems 200
   */
  absent?: {
    /**
     * Name in the pipeline file.
     */
    name: string;
    /**
     * Where it would lie.
     */
    path: string;
    /**
     * What is not there.
     */
    reason: string;
  }[];
  /**
   * What the step must leave behind.
   *
   * Items: One output.
   */
  outputs: {
    /**
     * Name in the pipeline file.
     */
    name: string;
    /**
     * The last four are values, set by name=value lines in $MLPIPELINES_OUTPUT.
     */
    type: 'file' | 'dataset' | 'model' | 'report' | 'string' | 'number' | 'boolean' | 'json';
    /**
     * File or folder; null for a value. Relative to the repository root, with "/".
     */
    path: string | null;
    /**
     * Its absence is no failure.
     */
    optional: boolean;
  }[];
  metrics: {
    /**
     * JSON or YAML map, read at the end. Relative to the repository root, with "/".
     */
    path: string | null;
    /**
     * JSON lines with a "step", read while the command runs. Relative to the repository root, with "/".
     */
    live: string | null;
  } | null;
  /**
   * Globs of files kept for reports.
   */
  plots: string[];
  /**
   * A table of what the step measures on parts of its data. Left out: there is none.
   */
  slices?: {
    /**
     * CSV, TSV, JSON lines or Parquet, by its ending. Relative to the repository root, with "/".
     */
    path: string;
    /**
     * Columns that name a part.
     */
    by: string[];
  };
  /**
   * A table of what the step measures example by example, kept to compare it. Left out: there is none.
   */
  examples?: {
    /**
     * CSV, TSV, JSON lines or Parquet, by its ending. Relative to the repository root, with "/".
     */
    path: string;
    /**
     * Column that names an example.
     */
    id: string;
    /**
     * Column of what belongs together; null: every row stands alone.
     */
    cluster: string | null;
    /**
     * Columns that people may be shown.
     */
    show: string[];
    /**
     * Columns that metrics are made of, with what may stand there: any number or none; 0 or 1 in each row; a number from 0 to 1 or none.
     */
    columns: {
      [k: string]: 'number' | 'two-classes' | 'probability';
    };
    /**
     * The table holds verdicts of this judge, of which a metric is made. Left out: none judges.
     */
    judge?: {
      /**
       * What the verdicts give.
       */
      metric: string;
      /**
       * The model that judges.
       */
      model: string;
      /**
       * File with its prompt. Relative to the repository root, with "/".
       */
      prompt: string;
      /**
       * Null: not said.
       */
      temperature: number | null;
      /**
       * Null: not said.
       */
      seed: number | null;
      /**
       * How a verdict is written.
       */
      form: {
        /**
         * Column of the verdict.
         */
        verdict: string;
        /**
         * Column that counts verdicts on one item; null: there is one.
         */
        sample: string | null;
        /**
         * Column that says whose answer stood first; null: no pairs are judged.
         */
        first: string | null;
        scale: {
          /**
           * Lowest.
           */
          low: number;
          /**
           * Highest.
           */
          high: number;
          /**
           * From where on an answer passes; null: nobody said.
           */
          pass: number | null;
        } | null;
      };
      /**
       * Columns that say what a verdict cost. Left out: none does.
       */
      cost?: {
        /**
         * Summed up.
         */
        tokens: string[];
        /**
         * Null: none says it.
         */
        dollars: string | null;
      };
      calibration: {
        /**
         * Table of labels. Relative to the repository root, with "/".
         */
        labels: string;
        /**
         * Table of verdicts. Relative to the repository root, with "/".
         */
        verdicts: string;
      } | null;
    };
  };
  python: {
    /**
     * As 3.12; null: what the machine has.
     */
    version: string | null;
    /**
     * Requirement files.
     */
    requirements: string[];
    /**
     * Secrets by the installer's variable (PIP_*, UV_*) that they are the value of. Left out: none.
     */
    settings?: {
      [k: string]: string;
    };
    /**
     * Whose environments it may use and makes: equal texts, the same. Left out: those of the machine's user.
     */
    trust?: string;
  } | null;
  container: {
    /**
     * Image reference.
     */
    image: string;
    /**
     * Further options of docker run.
     */
    options: string | null;
  } | null;
  checkpoint: {
    /**
     * Folder. Relative to the repository root, with "/".
     */
    path: string;
    /**
     * on-quiet: every everyMs once no file changed for 10 s. on-signal: when a line is appended to $MLPIPELINES_CHECKPOINT_READY.
     */
    save: 'on-quiet' | 'on-signal';
    /**
     * Shortest time between two saves. In milliseconds.
     */
    everyMs: number;
    /**
     * Complete ones to keep.
     */
    keep: number;
    restore: {
      /**
       * Manifest.
       */
      digest: string;
      /**
       * Milliseconds since 1970.
       */
      savedAt: number;
    } | null;
    /**
     * Fail rather than start without one.
     */
    required: boolean;
  } | null;
  /**
   * Limits of this attempt.
   */
  clocks: {
    /**
     * Longest run of the command. In milliseconds.
     */
    timeoutMs: number;
    /**
     * Longest time without output, live metric or checkpoint. In milliseconds.
     */
    stallTimeoutMs: number | null;
    /**
     * From SIGTERM to SIGKILL. In milliseconds.
     */
    gracePeriodMs: number;
  };
  /**
   * Resources.
   */
  limits: {
    /**
     * Memory limit of the process tree; enforced where a control group can be written.
     */
    memoryBytes: number | null;
    /**
     * GPUs the step asked for.
     */
    gpuCount: number;
  };
}
