// Generated from pipeline.schema.json by `npm run generate`. Do not edit.

/**
 * One run of a group at a time, as in GitHub Actions: the newest other one waits and replaces an older one that waited. A text is the group. Example: `{ group: "churn-${{ github.ref }}", cancel-in-progress: true }`.
 */
export type Concurrency =
  | string
  | {
      /**
       * Name of the group; may hold expressions. Example: `"churn-${{ github.ref }}"`.
       */
      group: string;
      /**
       * Cancel the run that is in progress instead of waiting for it; never a promotion that has begun. Default: false.
       */
      'cancel-in-progress'?: boolean | string;
      /**
       * Which waiting runs stay. Default: one.
       */
      queue?: 'one' | 'all';
    };
/**
 * Shell of `run`, as in GitHub Actions: bash, sh, python, or a command with `{0}`. Default: bash.
 */
export type Shell = string;
/**
 * Folder in which `run` starts and to which paths are relative; stays inside the folder that holds .mlpipelines/. Default: that folder.
 */
export type WorkingDirectory = string;
/**
 * Something that the step is given. Short: `<step>.<output>`. It is an edge by itself and lies where it was produced, or at `path`; read-only.
 */
export type Input =
  | string
  | {
      /**
       * `<step>.<output>`: an output of a step of this pipeline. Example: `train.model`.
       */
      from?: string;
      /**
       * Of a matrix step: which cells. Default: all.
       */
      cells?: 'all' | 'best' | 'same';
      /**
       * Where it is put, relative to working-directory. Default: where it was produced. Example: `champion/`.
       */
      path?: string;
      /**
       * The step may change its copy. Default: false, files are read-only.
       */
      writable?: boolean;
      /**
       * The step runs without it too; `inputs.<name>.path` is then empty. Default: false, the step is skipped.
       */
      optional?: boolean;
      /**
       * Data from outside, part of the cache key. A path that begins with ./ or ../, relative to working-directory: a file or folder inside the repository that git ignores, pinned when the run is prepared; on the machine that has it only. Example: `./data/raw`. Later: a URL, as `"s3://acme-lake/day=${{ params.day }}/"`.
       */
      uri?: string;
      /**
       * With `uri`: what is kept. Default: reference.
       */
      mode?: 'reference' | 'copy';
      /**
       * A registered model, `<model>@<alias>`: the version that it points to when the run is made. Needs `path`. Example: `churn@production`.
       */
      model?: string;
      training?: Training;
      /**
       * Another pipeline of this repository: its newest success on the default branch. Needs `output`.
       */
      pipeline?: string;
      /**
       * With `pipeline`: `<step>.<output>` there. Example: `split.test`.
       */
      output?: string;
    };
/**
 * Container image in which the step executor runs the command, with docker or podman. A text is the image. Default: none. Example: `ghcr.io/acme/train:1.4`.
 */
export type Container =
  | string
  | {
      /**
       * Image reference; may hold expressions. Its digest is part of the cache key. Example: `ghcr.io/acme/train:1.4`.
       */
      image: string;
      /**
       * Further options of `docker run`. Example: `--ipc=host`.
       */
      options?: string;
    };
/**
 * How many more attempts each class of error gets. A number is for `failure`. Example: `{ failure: 1, exit-code: { 75: 3 }, oom: 1 }`.
 */
export type Retry =
  | number
  | {
      /**
       * After any other non-zero exit. Default: 0.
       */
      failure?: number;
      /**
       * After these exit codes; the most specific wins. Example: `{ 75: 3, 2: 0 }`.
       */
      'exit-code'?: {
        /**
         * How many more attempts after this exit code.
         */
        [k: string]: number;
      };
      /**
       * After the host's memory ran out. Default: 0.
       */
      oom?: number;
      /**
       * After `timeout`. Default: 0.
       */
      timeout?: number;
      /**
       * After `stall-timeout`. Default: 0.
       */
      stall?: number;
      /**
       * After a lost runner, a full disk or a broken network. Default: 5.
       */
      infra?: number;
      /**
       * After no machine could be had, or `queue-timeout` ran out. Default: 10.
       */
      capacity?: number;
      /**
       * After the cloud took the machine away. Default: 20.
       */
      'spot-interruption'?: number;
      /**
       * Wait before the next attempt after a failure (not after an interruption). `none` is at once.
       */
      backoff?:
        | {
            /**
             * First wait. Default: 30s.
             */
            initial?: string;
            /**
             * Each further wait is this many times longer. Default: 2.
             */
            factor?: number;
            /**
             * Longest wait. Default: 10m.
             */
            max?: string;
            /**
             * Chance in the wait, so that many steps do not come back at once. Default: full.
             */
            jitter?: 'full' | 'none';
          }
        | string;
      /**
       * What a further attempt gets more of.
       */
      escalate?: {
        /**
         * After the memory ran out.
         */
        oom?: {
          /**
           * Memory is multiplied by this each time. Example: `x2`.
           */
          memory: string;
        };
        /**
         * After interruptions: when to stop looking for spot. Left out, that is after 2 as well, unless `spot` is `require`. Example: `{ after: 3, spot: never }`.
         */
        'spot-interruption'?: {
          /**
           * Number of interruptions from which on it holds. Default: 2.
           */
          after?: number;
          /**
           * Take an on-demand machine.
           */
          spot: 'never';
        };
      };
    };
/**
 * Whether a result of the same work may be taken instead of running. Default: true for a step with `outputs` or `metrics` that declares `inputs` or `files`; else false.
 */
export type Cache =
  | boolean
  | {
      /**
       * Results older than this are not taken. Default: no limit. Example: `30d`.
       */
      'max-age'?: string;
    };
/**
 * Numbers that the step reports. A text is the `path`. Example: `{ path: metrics.json, primary: val_auc, maximize: [val_auc] }`.
 */
export type Metrics =
  | string
  | {
      /**
       * JSON or YAML map written by the command; nested keys are read as `a.b`. A number may say how sure it is: `{"value": 0.91, "low": 0.90, "high": 0.92}` at 95 %, or with `stderr`. Example: `metrics.json`.
       */
      path?: string;
      /**
       * JSON lines appended while the command runs, each with a number `step`. Example: `train_log.jsonl`.
       */
      live?: string;
      /**
       * The metric that stands for the step in tables and decides which cell is best. Example: `val_auc`.
       */
      primary?: string;
      /**
       * Metrics of which more is better.
       */
      maximize?: string[];
      /**
       * Metrics of which less is better.
       */
      minimize?: string[];
    };
/**
 * A glob of pictures that the step wrote (SVG, PNG, JPEG, GIF, WebP, Vega-Lite as `.vl.json`), or a table from which a picture is drawn.
 */
export type Plot =
  | string
  | {
      /**
       * CSV, TSV, JSON or JSON-lines table. Example: `history.csv`.
       */
      path: string;
      /**
       * What is drawn: `curve` (x, y), `roc` and `calibration` (actual, score), `confusion` (actual, predicted), `bar` (x, y). Default: curve.
       */
      kind?: 'curve' | 'roc' | 'calibration' | 'confusion' | 'bar';
      /**
       * Heading of the picture. Default: the kind and its columns.
       */
      title?: string;
      /**
       * Column along the bottom of curves, or the names of bars. Example: `epoch`.
       */
      x?: string;
      /**
       * Columns drawn as curves, or the one with the lengths of bars. Example: `[loss, val_loss]`.
       *
       * @minItems 1
       * @maxItems 12
       */
      y?: string[];
      /**
       * Column with what is true: 0 and 1 for `roc` and `calibration`, classes for `confusion`. Example: `label`.
       */
      actual?: string;
      /**
       * Column with the score of class 1, for `roc` and `calibration`. Example: `p`.
       */
      score?: string;
      /**
       * Column with the class that was predicted, for `confusion`. Example: `predicted`.
       */
      predicted?: string;
    };

/**
 * A pipeline of mlpipelines: steps, what they hand on, and when they run. One file in .mlpipelines/, of the folder that holds it: where that is not the git repository's root, steps see that folder only.
 */
export interface Pipeline {
  /**
   * Name of the pipeline, unique in the repository. Example: `churn`.
   */
  name: string;
  /**
   * What the pipeline is for, in a sentence.
   */
  description?: string;
  on?: Triggers;
  /**
   * Values that whoever starts a run may set, by name. Example: `{ epochs: { type: number, default: 20 } }`.
   */
  params?: {
    [k: string]: Param;
  };
  /**
   * YAML or JSON file whose leaves are params too (`params.train.lr`); an override is written into the step's copy of it. Example: `params.yaml`.
   */
  'params-file'?: string;
  env?: Env;
  python?: Python;
  concurrency?: Concurrency;
  /**
   * Most steps and cells at a time. Default: no limit; on one machine its number of cores.
   */
  'max-parallel'?: number;
  budget?: Budget;
  defaults?: Defaults;
  /**
   * The work, by step id. Steps without an edge between them run side by side.
   */
  steps: {
    [k: string]: Step;
  };
}
/**
 * What starts a run. As in GitHub Actions; on one machine a run is started by hand and this says what would start it on GitHub.
 */
export interface Triggers {
  /**
   * Starts a run for each push that the filters let through. Example: `push: { branches: [main], paths: ["src/**"] }`.
   */
  push?: {
    /**
     * Only branches that match one of these globs; `!` excludes what an earlier one took. Example: `[main, "release/**"]`.
     *
     * @minItems 1
     */
    branches?: string[];
    /**
     * Every branch but those that match. Not together with `branches`.
     *
     * @minItems 1
     */
    'branches-ignore'?: string[];
    /**
     * Only tags that match one of these globs. Example: `["v*"]`.
     *
     * @minItems 1
     */
    tags?: string[];
    /**
     * Every tag but those that match. Not together with `tags`.
     *
     * @minItems 1
     */
    'tags-ignore'?: string[];
    /**
     * Only when a changed file matches one of these globs. Example: `["src/**", params.yaml]`.
     *
     * @minItems 1
     */
    paths?: string[];
    /**
     * Not when every changed file matches one of these globs. Not together with `paths`.
     *
     * @minItems 1
     */
    'paths-ignore'?: string[];
  } | null;
  /**
   * Starts a run when a pull request is opened or its head moves. `branches` are those it merges into. Example: `pull_request: { branches: [main] }`.
   */
  pull_request?: {
    /**
     * Only branches that match one of these globs; `!` excludes what an earlier one took. Example: `[main, "release/**"]`.
     *
     * @minItems 1
     */
    branches?: string[];
    /**
     * Every branch but those that match. Not together with `branches`.
     *
     * @minItems 1
     */
    'branches-ignore'?: string[];
    /**
     * Only when a changed file matches one of these globs. Example: `["src/**", params.yaml]`.
     *
     * @minItems 1
     */
    paths?: string[];
    /**
     * Not when every changed file matches one of these globs. Not together with `paths`.
     *
     * @minItems 1
     */
    'paths-ignore'?: string[];
  } | null;
  /**
   * Starts a run when a merge queue tests a group of pull requests. Left out: as `pull_request` says of pull requests into the same branch. `branches` are those that the queue merges into. Example: `merge_group: {}`.
   */
  merge_group?: {
    /**
     * Only branches that match one of these globs; `!` excludes what an earlier one took. Example: `[main]`.
     *
     * @minItems 1
     */
    branches?: string[];
    /**
     * Every branch but those that match. Not together with `branches`. Example: `["**"]` runs nothing in a merge queue.
     *
     * @minItems 1
     */
    'branches-ignore'?: string[];
  } | null;
  /**
   * Starts runs of the default branch at set times.
   *
   * Items: One schedule.
   */
  schedule?: {
    /**
     * Minute, hour, day of month, month, day of week. Example: `"0 3 * * 1"` is Mondays at 03:00.
     */
    cron: string;
    /**
     * IANA name of the time zone in which `cron` counts. Default: UTC. Example: `Europe/Berlin`.
     */
    timezone?: string;
    /**
     * What happens to the times that were missed while nothing could run. Default: latest.
     */
    catchup?: 'none' | 'latest' | 'all';
  }[];
  /**
   * Words that start a run as a comment in a pull request: `retrain` is `/retrain`, `/retrain epochs=5` sets a param.
   */
  command?: string[];
  /**
   * Lets a person start a run: command line, page or `/mlp run`. Write `{}`; its inputs are the pipeline's `params`.
   */
  workflow_dispatch?: {} | null;
  /**
   * Starts a run after another pipeline of this repository ended. Example: `pipeline: { name: ingest, conclusion: success }`.
   */
  pipeline?: {
    /**
     * `name` of the other pipeline.
     */
    name: string;
    /**
     * How the other run must have ended. Default: success.
     */
    conclusion?: 'success' | 'failure' | 'rejected' | 'cancelled';
  };
}
/**
 * A value that whoever starts a run may set: `--param epochs=5`, `/retrain epochs=5`. Read as `${{ params.<name> }}`.
 */
export interface Param {
  /**
   * What values it takes.
   */
  type: 'string' | 'number' | 'boolean' | 'choice' | 'date' | 'json';
  /**
   * What it means, for the person who sets it.
   */
  description?: string;
  /**
   * Value when nobody sets one. Without a default it must be given at every start. May be an expression over `github` and `run`.
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * Values that a choice may take; numbers become texts.
   *
   * @minItems 1
   */
  options?: (string | number)[];
  /**
   * Smallest value of a number, inclusive.
   */
  minimum?: number;
  /**
   * Largest value of a number, inclusive.
   */
  maximum?: number;
}
/**
 * Environment variables: at the top for every step, in a step for that step. Values may hold expressions, and only here a secret; a name without a value (`HF_HOME:`) takes the one that the machine has, where it has one. Of the machine's own a step sees PATH, HOME, locale, time zone, CUDA, NVIDIA and proxy variables and nothing else, also on runners of yours: name `LD_LIBRARY_PATH`, `CONDA_PREFIX` and the like here. On GitHub a step is given those that its step on the default branch names, as with secrets. Example: `{ API_KEY: "${{ secrets.API_KEY }}" }`.
 */
export interface Env {
  /**
   * Value; may hold expressions. null: inherits the machine's value.
   */
  [k: string]: string | number | boolean | null;
}
/**
 * Virtual environment of the steps: built once for each content of version and requirement files, by uv where it is installed, else venv and pip; shared by steps, cells and runs and part of the cache key. Default: what the machine or the container has.
 */
export interface Python {
  /**
   * Version of Python, in quotes: unquoted, 3.10 is the number 3.1. Default: python3 of the machine. Example: `"3.12"`.
   */
  version?: string;
  /**
   * Files that say what to install, relative to the root: requirements.txt, uv.lock or pyproject.toml. Default: nothing.
   */
  requirements?: string[];
}
/**
 * What a run may spend on machines.
 */
export interface Budget {
  /**
   * Most that one run may cost. Example: `60 USD`.
   */
  'per-run': string;
  /**
   * What happens before a step would go over it. Default: fail.
   */
  'on-exceed'?: 'require-approval' | 'fail';
}
/**
 * Settings for every step that does not make its own.
 */
export interface Defaults {
  /**
   * For steps with `run`.
   */
  run?: {
    shell?: Shell;
    'working-directory'?: WorkingDirectory;
  };
  /**
   * `timeout` of steps: longest run of one attempt. Default: 6h. Example: `2h`.
   */
  timeout?: string;
}
/**
 * One piece of work: one process on one machine, or a registration. Has exactly one of `run`, `register` and `uses`, or only `promote`.
 */
export interface Step {
  /**
   * Name for people. Default: the id.
   */
  name?: string;
  /**
   * A label for people and reports, never a behaviour.
   */
  kind?:
    'ingest' | 'validate' | 'features' | 'train' | 'evaluate' | 'register' | 'deploy' | 'monitor';
  /**
   * Steps that must end before this one starts. Inputs and expressions are edges by themselves; this adds order only. Example: `[validate]`.
   *
   * Items: Letters, digits, `_` and `-`; begins with a letter or `_`. Example: `train`.
   */
  needs?: string[];
  /**
   * How the steps directly above must have ended. Default: all-success. Not together with an `if` that uses success(), failure(), cancelled() or always().
   */
  when?:
    | 'all-success'
    | 'all-done'
    | 'all-failed'
    | 'one-success'
    | 'one-failed'
    | 'none-failed'
    | 'none-failed-min-one-success';
  /**
   * Expression that must be true for the step to run, with or without `${{ }}`; else it is skipped. In quotes when it begins with `!`. Example: `github.ref == 'refs/heads/main'`.
   */
  if?: string | boolean;
  /**
   * The run goes on and may succeed even if this step fails. Default: false.
   */
  'continue-on-error'?: boolean;
  /**
   * Command for the shell. An interpolated value must be one safe word; anything else goes through `env`. Example: `python src/train.py --epochs ${{ params.epochs }}`.
   */
  run?: string;
  shell?: Shell;
  'working-directory'?: WorkingDirectory;
  register?: Register;
  /**
   * Points a model's alias to the version that a step of this run registered, after `run` succeeded. A list is all or nothing. On a laptop only with `--deploy`. Example: `{ from: register, alias: production }`.
   *
   * @minItems 1
   */
  promote?:
    | {
        /**
         * Letters, digits, `_` and `-`; begins with a letter or `_`. Example: `train`.
         */
        from: string;
        /**
         * Name that will point to it. Example: `production`.
         */
        alias: string;
      }
    | {
        /**
         * Letters, digits, `_` and `-`; begins with a letter or `_`. Example: `train`.
         */
        from: string;
        /**
         * Name that will point to it. Example: `production`.
         */
        alias: string;
      }[];
  /**
   * A step in a file of its own. Example: `./.mlpipelines/steps/slack.yml`.
   */
  uses?: string;
  /**
   * Params of the step that `uses` names; may hold expressions.
   */
  with?: {
    /**
     * Value of this param.
     */
    [k: string]: string | number | boolean;
  };
  /**
   * Artifacts put in place before the command starts, by name. Example: `{ train: data.train }`.
   */
  inputs?: {
    [k: string]: Input;
  };
  /**
   * What the step leaves behind, by name. Example: `{ model: { type: model, path: model/ } }`.
   */
  outputs?: {
    [k: string]: Output;
  };
  /**
   * Globs of what the step sees of the repository, and so what its cache key covers. Default: every file. Example: `[src/train.py, "src/common/**"]`.
   */
  files?: string[];
  /**
   * Params that the code itself reads, as $MLPIPELINES_PARAM_<NAME>; part of the cache key beside those in expressions. Example: `[epochs]`.
   */
  params?: string[];
  env?: Env;
  /**
   * Secrets given to the step as environment variables of the same name: short for `env`. Example: `[WANDB_API_KEY]`.
   */
  secrets?: string[];
  cloud?: Cloud;
  strategy?: Strategy;
  container?: Container;
  /**
   * Where the step's job runs on GitHub, as in its workflows: a label, labels, or a group; not together with `resources`. Default: ubuntu-latest. Example: `[self-hosted, gpu]`.
   *
   * @minItems 1
   */
  'runs-on'?:
    | string
    | string[]
    | {
        /**
         * Runner group.
         */
        group?: string;
        /**
         * Labels that the runner must have.
         */
        labels?: string | string[];
      }
    | null;
  resources?: Resources;
  /**
   * Longest run of one attempt. Default: 6h, the most that runners of GitHub give (`ubuntu-slim`: 13m, at most 15m); with `resources` or a runner of your own it may be days, over 5d it needs a `checkpoint`. Example: `12h`.
   */
  timeout?: string;
  /**
   * Longest wait from ready to running. Time in GitHub's queue does not count, up to 24h, nor time that the reviewers of an environment take, up to `approval.expires`. Default: 1h.
   */
  'queue-timeout'?: string;
  /**
   * Longest time for all attempts and waits; approvals do not count. Default: none. Example: `48h`.
   */
  deadline?: string;
  /**
   * Longest time without output, live metric or checkpoint. Default: none. Example: `30m`.
   */
  'stall-timeout'?: string;
  /**
   * From SIGTERM to SIGKILL when an attempt is ended; at most 40s when EC2 takes its machine back. Default: 30s. Example: `2m`.
   */
  'grace-period'?: string;
  checkpoint?: Checkpoint;
  retry?: Retry;
  cache?: Cache;
  metrics?: Metrics;
  /**
   * Pictures and tables to draw. Example: `["plots/*.svg", { path: history.csv, x: epoch, y: [loss] }, { path: roc.csv, kind: roc, actual: label, score: p }]`.
   *
   * @maxItems 20
   */
  plots?: Plot[];
  slices?: Slices;
  report?: Report;
  /**
   * Conditions on metrics, by name; each must hold, or the step ends `rejected`. Example: `{ quality: { metric: auc, op: ">=", value: 0.85 } }`.
   */
  gates?: {
    [k: string]: Gate;
  };
  approval?: Approval;
}
/**
 * Registers an artifact as the next version of a model. Needs no machine; its outputs are `model` and `version`.
 */
export interface Register {
  /**
   * Name of the model. Example: `churn`.
   */
  model: string;
  /**
   * What to register: `<step>.<output>`, or `<step>.inputs.<name>` for what that step was given. Example: `evaluate.inputs.model`.
   */
  from: string;
  /**
   * Letters, digits, `_` and `-`; begins with a letter or `_`. Example: `train`.
   */
  metrics?: string;
  /**
   * Name that points to the newest version registered here. On GitHub only runs of a protected branch move it; a run on a laptop moves it in the registry of that machine. Example: `candidate`.
   */
  alias?: string;
}
/**
 * The input is a table that the model learns from: the report of a step that judges this model with `report.examples` says how many of its examples, or clusters, stand in it too. Of an input `from` a step, or of `uri` with `mode: copy`. Example: `{ id: customer_id }`.
 */
export interface Training {
  /**
   * Column that names an example, as in the examples of the test; or, by the name of their `cluster`, what belongs together. Example: `customer_id`.
   */
  id: string;
  /**
   * Column that says when a row was: a number, or a date as 2026-03-01. Test examples that are older than the newest row are told. Needs `time` in `report.examples`. Example: `day`.
   */
  time?: string;
  /**
   * The table, where the input is a folder: its path in it. CSV, TSV, JSON lines or Parquet, by its ending. Default: the input is the table. Example: `train.csv`.
   */
  path?: string;
}
/**
 * Something the step leaves behind. A file, dataset, model or report is kept as an artifact and needs a `path`; a string, number, boolean or json is a value, set by a line `name=value` in $MLPIPELINES_OUTPUT.
 */
export interface Output {
  /**
   * What it is.
   */
  type: 'file' | 'dataset' | 'model' | 'report' | 'string' | 'number' | 'boolean' | 'json';
  /**
   * File or folder of an artifact, relative to working-directory. Example: `data/train`.
   */
  path?: string;
  /**
   * The step succeeds without it too. Default: false, a missing output fails the step.
   */
  optional?: boolean;
}
/**
 * Identity of the step in a cloud, by OpenID Connect: no stored keys.
 */
export interface Cloud {
  /**
   * Role to assume. Example: `arn:aws:iam::111122223333:role/ml-read`.
   */
  'aws-role'?: string;
}
/**
 * Runs the step once for each cell of a matrix.
 */
export interface Strategy {
  /**
   * One cell for each combination of the values, run side by side; `${{ matrix.<key> }}` in the step. Or one expression that gives a list of maps. Example: `{ seed: [1, 2, 3] }`.
   */
  matrix?:
    | {
        /**
         * Further cells, or further keys for cells that exist, as in GitHub Actions.
         */
        include?:
          | {
              [k: string]: unknown;
            }[]
          | string;
        /**
         * Cells to leave out, as in GitHub Actions.
         */
        exclude?:
          | {
              [k: string]: unknown;
            }[]
          | string;
        /**
         * Values of this key: a list, or an expression that gives one. Example: `[1, 2, 3]` or `"${{ fromJSON(steps.data.outputs.shards) }}"`.
         *
         * @minItems 1
         */
        [k: string]:
          | unknown[]
          | string
          | {
              [k: string]: unknown;
            }[]
          | undefined;
      }
    | string;
  /**
   * Letters, digits, `_` and `-`; begins with a letter or `_`. Example: `train`.
   */
  'matrix-of'?: string;
  /**
   * Most cells at a time. Default: no limit.
   */
  'max-parallel'?: number;
  /**
   * When a cell fails, cancel the others. Default: true, as in GitHub Actions.
   */
  'fail-fast'?: boolean;
  /**
   * Share of cells that must succeed for the step to succeed. Default: 100%. Example: `80%`.
   */
  'min-success'?: string;
  /**
   * Ends cells that will not win: worse than the others' median at the same live step. The cell ends `stopped`.
   */
  stop?: {
    /**
     * Live metric to compare. Example: `val_loss`.
     */
    metric: string;
    /**
     * How cells are compared. Default: median.
     */
    rule?: 'median';
    /**
     * Live steps before the first judgement. Default: 1.
     */
    after?: number;
  };
}
/**
 * What the step needs of a machine, each "at least". On your own machine `memory` limits the step where control groups allow it, and more memory or GPUs than there are is told before the run; the rest is only shown. On GitHub the step gets a machine of its own on EC2, where whoever runs the App lets it start some; else write `runs-on`.
 */
export interface Resources {
  /**
   * GPUs that the step needs. Example: `{ type: [a10g, l4], count: 1 }`.
   */
  gpu?: {
    /**
     * Models of GPU that will do; the cheapest that fits is taken. Default: any. Example: `[a10g, l4]`.
     *
     * @minItems 1
     */
    type?: string[] | string;
    /**
     * How many. Default: 1.
     */
    count?: number | string;
    /**
     * Memory of each GPU. Example: `16Gi`.
     */
    memory?: string;
  };
  /**
   * Virtual CPUs. Example: `4`.
   */
  cpu?: number | string;
  /**
   * Main memory. Example: `32Gi`.
   */
  memory?: string;
  /**
   * Disk, the system on it included. Default: 100Gi. Example: `200Gi`.
   */
  disk?: string;
  /**
   * Architecture of the processor: `x86_64` or `arm64`. Default: x86_64.
   */
  arch?: string;
  /**
   * Whether the machine may be taken away by the cloud: `prefer`, `require` or `never`. Default: prefer.
   */
  spot?: string;
  /**
   * Most that the machine may cost an hour, spot and on-demand. Example: `1.50 USD`.
   */
  'max-price'?: string;
  /**
   * Capacity that your AWS account has reserved, by the id of the reservation or the ARN of a group of them. It is asked for room first, with all types that fit; where it has none the step gets another machine, as `spot` says. A Capacity Block is asked alone: it is waited for, `timeout` ends 45 min before it does, and there is no other machine. The policy of the default branch must list it (`machines.reservations`). Example: `cr-0123456789abcdef0`.
   */
  reservation?: string;
}
/**
 * A folder that is saved while the command runs and restored before the next attempt, so that an interruption loses little work.
 */
export interface Checkpoint {
  /**
   * Folder that the command writes checkpoints to, relative to working-directory. Example: `ckpt/`.
   */
  path: string;
  /**
   * When a checkpoint counts as complete. Default: on-quiet.
   */
  save?: 'on-quiet' | 'on-signal';
  /**
   * Shortest time between two saves. Default: 10m. Example: `5m`.
   */
  every?: string;
  /**
   * How many complete ones are kept. Default: 3.
   */
  keep?: number;
  /**
   * Whether an attempt starts from the newest complete one of this step and cell with this cache key. Default: auto.
   */
  resume?: 'auto' | 'never' | 'require';
}
/**
 * Metrics of parts of the data: a table with the `by` columns, a column `n` and a column for each metric. Where a row leaves a `by` column empty, it is of every value of it.
 */
export interface Slices {
  /**
   * A table that ends in .csv, .tsv, .jsonl, .ndjson or .parquet. Example: `slices.csv`.
   */
  path: string;
  /**
   * Columns that name a part. Example: `[segment]`.
   *
   * @minItems 1
   * @maxItems 4
   *
   * Items: Name of a column, without `=` and `,`. Example: `segment`.
   */
  by: string[];
}
/**
 * This step says whether the model got better: its metrics are shown in the pull request beside those of earlier runs. One step of a pipeline. Without it the last step with a `primary` metric or gates is taken.
 */
export interface Report {
  /**
   * What the metrics are held against, the first of them in the headline: `merge-base`, where the change grew from, or `<model>@<alias>`. Default: `[merge-base]`.
   *
   * @minItems 1
   * @maxItems 4
   */
  compare?: string[];
  examples?: Examples;
  judge?: Judge;
}
/**
 * A table of what this step measured example by example, so that the report can say how sure a change is: both sides are compared on the same examples.
 */
export interface Examples {
  /**
   * Table that the step writes, a row an example: CSV or TSV with a line of names, JSON lines or Parquet, by its ending. Example: `predictions.csv`.
   */
  path: string;
  /**
   * Column that names the example, the same on both sides. Example: `id`.
   */
  id: string;
  /**
   * Column of what belongs together, as a customer, a document or a day. Without it every row stands alone, and no id may stand twice. Example: `customer_id`.
   */
  cluster?: string;
  /**
   * Column that says when the example was, a number or a date as 2026-03-01: held against the `time` of what the model learned from (`training` of an input). Example: `day`.
   */
  time?: string;
  /**
   * Columns that the run's page may show beside the ids of examples that changed. Example: `[text]`. Default: none, ids alone.
   */
  show?: string[];
  /**
   * Metrics by name, each with how it is computed from columns. Example: `{ auc: { auc: [label, score] } }`.
   */
  metrics: {
    [k: string]: Statistic;
  };
}
/**
 * How a metric is computed: one statistic, and the columns that it is made of. Example: `{ auc: [label, score] }`.
 */
export interface Statistic {
  /**
   * The mean of this column; of `true` and `false`, the share of `true`. Example: `correct`.
   */
  mean?: string;
  /**
   * Area under the ROC curve. The column of the label (0, 1, true or false) and that of the score. Example: `[label, score]`.
   */
  auc?: string[];
  /**
   * Average precision. The column of the label (0, 1, true or false) and that of the score. Example: `[label, score]`.
   */
  'average-precision'?: string[];
  /**
   * F1. The column of the label and that of the class predicted, each 0, 1, true or false. Example: `[label, predicted]`.
   */
  f1?: string[];
  /**
   * Precision. The column of the label and that of the class predicted, each 0, 1, true or false. Example: `[label, predicted]`.
   */
  precision?: string[];
  /**
   * Recall. The column of the label and that of the class predicted, each 0, 1, true or false. Example: `[label, predicted]`.
   */
  recall?: string[];
  /**
   * Root of the mean squared error. The column of the true number and that of the number predicted. Example: `[actual, predicted]`.
   */
  rmse?: string[];
  /**
   * Mean absolute error. The column of the true number and that of the number predicted. Example: `[actual, predicted]`.
   */
  mae?: string[];
  /**
   * A quantile: the column, and which one, between 0 and 1. Example: `[latency, 0.95]`.
   */
  quantile?: (string | number)[];
  /**
   * Log loss. The column of the label (0, 1, true or false) and that of its probability, from 0 to 1. Example: `[label, probability]`.
   */
  'log-loss'?: string[];
}
/**
 * A table of verdicts that a language model gave on the answers of this step, in place of `examples`. The command asks the judge; its verdicts are checked, summed up by item into one metric, and compared item by item. What is declared of the judge is part of the cache key, and the command is given it as MLPIPELINES_JUDGE_MODEL, _PROMPT, _TEMPERATURE and _SEED.
 */
export interface Judge {
  /**
   * Metric that the verdicts give, without the command writing it: of single answers the share that passes, or the mean score; of pairs the share won, a tie being half. `<metric>.low` and `<metric>.high` say how sure it is. More is better unless `minimize` has it. Example: `helpful`.
   */
  metric: string;
  /**
   * Table that the step writes, a row a verdict: CSV or TSV with a line of names, JSON lines or Parquet, by its ending. Example: `verdicts.jsonl`.
   */
  path: string;
  /**
   * Column that names the item that was judged, the same on both sides. Example: `item`.
   */
  id: string;
  /**
   * Column of the verdict: `pass` or `fail` (also true, false, yes, no, 1, 0); with `scale` a number; of pairs `first`, `second` or `tie` (also A, B), as the judge saw them. Anything else is counted as unreadable. Default: verdict.
   */
  verdict?: string;
  /**
   * Column that counts several verdicts on one item: their mean is the item's. Default: one verdict an item, of a pair one in each order. Example: `sample`.
   */
  sample?: string;
  /**
   * Column of what items belong to, as a customer or a document. Default: every item stands alone. Example: `document`.
   */
  cluster?: string;
  /**
   * Lowest and highest score; a verdict is then a number. Example: `[1, 5]`.
   *
   * @minItems 2
   * @maxItems 2
   */
  scale?: number[];
  /**
   * With `scale` and `calibration`: the score from which on an answer passes. Example: `4`.
   */
  pass?: number;
  /**
   * The model that judges, by a name that always means the same one. Example: `gpt-4.1-2025-04-14`.
   */
  model: string;
  /**
   * The name of the model may mean another one tomorrow, as one that ends in `-latest`. What it said in two runs is then not compared; pairs of one run are. Default: false.
   */
  'allow-floating'?: boolean;
  /**
   * File with the judge's prompt, relative to working-directory; the step sees it. Example: `judge.md`.
   */
  prompt: string;
  /**
   * Temperature of the judge. Default: not said. Example: `0`.
   */
  temperature?: number;
  /**
   * Seed of the judge. Default: not said. Example: `1`.
   */
  seed?: number;
  /**
   * Columns that count the tokens of a verdict, summed up: the report says what the judge took. In the table of `calibration`, too. Default: nobody counts them. Example: `[input_tokens, output_tokens]`.
   *
   * @minItems 1
   * @maxItems 4
   */
  tokens?: string[];
  /**
   * Column of what a verdict cost, in US dollars. In the table of `calibration`, too. Default: nobody says it. Example: `cost_usd`.
   */
  cost?: string;
  pairwise?: Pairwise;
  calibration?: Calibration;
}
/**
 * The judge sees two answers, that of this run's model and that of another one, once in each order. A pair counts where both orders were judged; where they disagree it is a tie.
 */
export interface Pairwise {
  /**
   * Whose answers stand beside those of this run, `<model>@<alias>`: an input of this step. Example: `assistant@production`.
   */
  against: string;
  /**
   * Column that says whose answer stood first: `candidate`, this run's, or `baseline`. Default: first.
   */
  first?: string;
}
/**
 * Answers that people labelled and that the same command has the same judge judge, so that the report can say how far to trust it. They are no items of the metric.
 */
export interface Calibration {
  /**
   * Table of what people said: the column `id` of the judge names, and `label` (`pass` or `fail`; of pairs `candidate`, `baseline` or `tie`). A file of the repository, or where an input lies. Example: `labels.csv`.
   */
  labels: string;
  /**
   * Table that the step writes with the judge's verdicts on these answers, with the same columns as `path`. Example: `calibration.jsonl`.
   */
  verdicts: string;
}
/**
 * A condition on a metric. It must hold, or the step ends `rejected`. One of `value`, `baseline` and `than` says what the metric is held against.
 */
export interface Gate {
  /**
   * Name of the metric; nested ones as `a.b`. A gate on a missing metric fails. Example: `auc`.
   */
  metric: string;
  /**
   * How metric and `value` compare.
   */
  op?: '>=' | '>' | '<=' | '<' | '==' | '!=';
  /**
   * A fixed limit; needs `op`. Example: `0.85`.
   */
  value?: number;
  /**
   * The same metric of an earlier run: `merge-base` or `<model>@<alias>`. Worse is by `maximize` and `minimize`. Example: `churn@production`.
   */
  baseline?: string;
  /**
   * Another metric of this step. Example: `champion.auc`.
   */
  than?: string;
  /**
   * How much worse than `baseline` or `than` still holds: `0.5%` is relative, `0.005` absolute. Default: 0.
   */
  tolerance?: string | number;
  /**
   * How sure it must be that the metric is no worse than `baseline` by more than `tolerance`: the whole interval of the change must lie within it. Examples of both sides say how long it is, else the intervals that both steps wrote (`auc.low`), and what is known of training again; where none of them does, the gate is inconclusive. Default: 95% where `report.examples` has the metric; else the number alone is judged. Example: `90%`.
   */
  confidence?: string;
  /**
   * What the gate does when the examples allow either, or when the evaluation changed and the two numbers cannot be compared: fail, or only say so. Default: fail where a later step promotes a model, else warn.
   */
  'on-inconclusive'?: 'fail' | 'warn';
  /**
   * The verdict when there is nothing to compare with: no such baseline has ever existed, or no such other metric. Default: pass for `baseline`, fail for `than`.
   */
  'if-missing'?: 'pass' | 'fail';
  /**
   * What a gate that does not hold does. Default: fail.
   */
  severity?: 'fail' | 'warn';
  /**
   * Judge parts of the data instead of the whole, each by itself: `<column>=<value>`, `*` is every value; several conditions with commas between them. Example: `segment=*`.
   */
  slice?: string;
  /**
   * Parts with fewer rows are left out, and that is said; if none is left, the gate does not hold. Default: 0, every part is judged.
   */
  'min-n'?: number;
}
/**
 * A person must agree before the step starts; waiting holds no machine. `{}` asks anyone with write access who did not author the change. On a laptop only with `--deploy`.
 */
export interface Approval {
  /**
   * GitHub environment whose protection rules apply too; not `mlpipelines-cloud`, which is kept for steps with an identity in a cloud. Example: `production`.
   */
  environment?: string;
  /**
   * Who may approve: logins and teams. Default: anyone with write access who did not author the change.
   *
   * @minItems 1
   */
  reviewers?: string[];
  /**
   * How many must approve. Default: 1.
   */
  count?: number;
  /**
   * Without a decision the step is rejected after this time. Default: 7d.
   */
  expires?: string;
}
