import type { BudgetSpec } from './run/run-budget.ts';
import type { Cell } from './cell.ts';
import type { GateSpec } from './gate-spec.ts';
import type { InputSpec } from './input.ts';
import type { Json, JsonMap } from './json.ts';
import type { ReportSpec } from './report-spec.ts';
import type { StepKind, TriggerRule } from './statuses.ts';

/** Text that may hold `${{ … }}`; evaluated when its time comes (`pipeline-file.md`, Expressions). */
export type Template = string;
/** The inside of `${{ … }}`, without the braces. */
export type Expression = string;

/** A pipeline compiled for one commit, one set of params and one run context. Immutable; stored once by digest. */
export type Plan = {
  readonly format: 1;
  readonly pipeline: string;
  /** Path of the pipeline file in the repository, with `/`. */
  readonly file: string;
  readonly description: string | null;
  readonly triggers: JsonMap;
  readonly params: Readonly<Record<string, ParamSpec>>;
  /** Values in effect: override, else default. */
  readonly paramValues: JsonMap;
  readonly concurrency: ConcurrencySpec | null;
  readonly maxParallel: number | null;
  /** What a run may spend; left out: the file does not say. */
  readonly budget?: BudgetSpec;
  /** Most steps and cells of a run, each step without a matrix counted as one; left out: as many as there are. */
  readonly mostCells?: number;
  /** Longest life of a run. */
  readonly expiresMs: number;
  /** Id of a step, or name of a gate (`gateLineKey`) → the line of the file where it begins; left out: compiled before lines were kept. No step works by it. */
  readonly lines?: Readonly<Record<string, number>>;
  /** In an order in which every step follows its needs; ties in the file's order. */
  readonly steps: readonly PlanStep[];
};

export type ParamSpec = {
  readonly type: 'string' | 'number' | 'boolean' | 'choice';
  readonly description: string | null;
  readonly options: readonly string[] | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
};

export type ConcurrencySpec = {
  readonly group: string;
  readonly cancelInProgress: boolean;
  /** `one`: a newer waiting run replaces an older one. `all`: every run waits its turn. */
  readonly queue: 'one' | 'all';
};

export type PlanStep = {
  readonly id: string;
  readonly name: string | null;
  readonly kind: StepKind | null;
  /** Ids of all direct edges: `needs`, inputs, and steps named in expressions. Sorted, unique. */
  readonly needs: readonly string[];
  /** Of `needs`, matrix steps of which each cell waits for its equal cell alone. Left out: none. */
  readonly cellNeeds?: readonly string[];
  /** Null when `if` uses a status function and so replaces it. */
  readonly when: TriggerRule | null;
  readonly if: Expression | null;
  readonly action: StepAction;
  readonly matrix: MatrixSpec | null;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  /** Globs of what the step sees of the repository; null is every file. */
  readonly files: readonly string[] | null;
  /** Params read by the step's own code: in the cache key, and in its environment as MLPIPELINES_PARAM_<NAME>. */
  readonly params: readonly string[];
  /** Pipeline `env` merged with the step's; a value that is exactly one `${{ secrets.X }}` stands in `secrets` instead. */
  readonly env: Readonly<Record<string, Template>>;
  /** Names in `env` without a value: as the machine has them. Left out: none. */
  readonly machineEnv?: readonly string[];
  /** Environment variable → name of the secret. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Why the step is not given what it needs: it fails before it starts. Left out: it is. */
  readonly withheld?: string;
  readonly python: PythonSpec | null;
  readonly container: ContainerSpec | null;
  readonly runsOn: Json;
  readonly resources: ResourceSpec | null;
  readonly clocks: Clocks;
  readonly checkpoint: CheckpointSpec | null;
  readonly retry: RetrySpec;
  /** Null: never taken from the cache. */
  readonly cache: { readonly maxAgeMs: number | null } | null;
  readonly metrics: MetricsSpec | null;
  readonly plots: readonly PlotSpec[];
  readonly gates: readonly GateSpec[];
  /** What it measures on parts of its data; left out: nothing. */
  readonly slices?: SlicesSpec;
  /** The run is judged by this step. Left out: by another, or by what `reportedStep` finds. */
  readonly report?: ReportSpec;
  readonly approval: ApprovalSpec | null;
  readonly promote: readonly PromoteSpec[];
  readonly continueOnError: boolean;
};

export type StepAction =
  | {
      readonly type: 'run';
      readonly run: Template;
      readonly shell: string;
      readonly workingDirectory: string;
    }
  | { readonly type: 'register'; readonly register: RegisterSpec }
  /** Only `promote`. */
  | { readonly type: 'none' };

export type MatrixSpec = {
  readonly cells:
    | { readonly type: 'static'; readonly cells: readonly Cell[] }
    /** As written, expressions not yet evaluated: for expressions/expand-matrix.ts at the step's start. */
    | { readonly type: 'dynamic'; readonly matrix: Json }
    /** Those of another step, which are made at its start. */
    | { readonly type: 'same'; readonly step: string };
  readonly maxParallel: number | null;
  readonly failFast: boolean;
};

export type ArtifactType = 'file' | 'dataset' | 'model' | 'report';
export type ValueType = 'string' | 'number' | 'boolean' | 'json';
export type OutputSpec =
  | {
      readonly type: ArtifactType;
      /** Relative to the repository's root, normalised, no trailing slash. */
      readonly path: string;
      readonly optional: boolean;
    }
  | { readonly type: ValueType; readonly optional: boolean };

export type PythonSpec = {
  readonly version: string | null;
  readonly requirements: readonly string[];
};
export type ContainerSpec = { readonly image: string; readonly options: string | null };

export type ResourceSpec = {
  readonly gpu: {
    readonly type: readonly string[];
    readonly count: number;
    readonly memoryBytes: number | null;
  } | null;
  readonly cpu: number | null;
  readonly memoryBytes: number | null;
  readonly diskBytes: number | null;
  readonly arch: 'x86_64' | 'arm64' | null;
  readonly spot: 'prefer' | 'require' | 'never' | null;
  /** US dollars an hour. */
  readonly maxPrice: number | null;
  /** `cr-…`, or the ARN of a group of capacity reservations; absent: none. */
  readonly reservation?: string;
};

export type Clocks = {
  readonly timeoutMs: number;
  readonly queueTimeoutMs: number;
  readonly deadlineMs: number | null;
  readonly stallTimeoutMs: number | null;
  readonly gracePeriodMs: number;
};

export type CheckpointSpec = {
  readonly path: string;
  readonly save: 'on-quiet' | 'on-signal';
  readonly everyMs: number;
  readonly keep: number;
  readonly resume: 'auto' | 'never' | 'require';
};

export type RetrySpec = {
  /** Further attempts allowed, by class; `exit-code` stands in `exitCodes`. */
  readonly limits: Readonly<
    Record<
      'failure' | 'oom' | 'timeout' | 'stall' | 'infra' | 'capacity' | 'spot-interruption',
      number
    >
  >;
  readonly exitCodes: Readonly<Record<string, number>>;
  /** Further attempts of all classes together; left out: as many as the classes allow. */
  readonly most?: number;
  /** Null: at once. */
  readonly backoff: {
    readonly initialMs: number;
    readonly factor: number;
    readonly maxMs: number;
    readonly jitter: 'full' | 'none';
  } | null;
  readonly escalate: {
    /** Memory is multiplied by this after each oom. */
    readonly oomMemoryFactor: number | null;
    /** After so many interruptions spot is not tried any more, unless `spot` is `require`. */
    readonly spotInterruptions: number;
  };
};

export type MetricsSpec = {
  readonly path: string | null;
  readonly live: string | null;
  readonly primary: string | null;
  readonly maximize: readonly string[];
  readonly minimize: readonly string[];
};

export type PlotSpec = { readonly type: 'files'; readonly glob: string } | TablePlot;

/** A picture that is drawn from columns of a table. */
export type TablePlot = {
  /** Relative to the repository's root, normalised. */
  readonly path: string;
  /** Left out: the kind and its columns say it. */
  readonly title?: string;
} & (
  | { readonly type: 'curve' | 'bar'; readonly x: string; readonly y: readonly string[] }
  | { readonly type: 'roc' | 'calibration'; readonly actual: string; readonly score: string }
  | { readonly type: 'confusion'; readonly actual: string; readonly predicted: string }
);

/** A table of what a step measures on parts of its data. */
export type SlicesSpec = {
  readonly path: string;
  /** The columns that name one. */
  readonly by: readonly string[];
};

export type ApprovalSpec = {
  readonly environment: string | null;
  readonly reviewers: readonly string[];
  readonly count: number;
  readonly expiresMs: number;
};

export type RegisterSpec = {
  readonly model: string;
  /** `output`: what that step made. `input`: what that step was given under this name. */
  readonly from: {
    readonly type: 'output' | 'input';
    readonly step: string;
    readonly name: string;
  };
  /** The step whose metrics describe the version. */
  readonly metrics: string | null;
  readonly alias: string | null;
};
export type PromoteSpec = { readonly from: string; readonly alias: string };
