/** A condition on a metric, as the pipeline file sets it. */
export type GateSpec = {
  readonly id: string;
  readonly metric: string;
  readonly severity: 'fail' | 'warn';
  /** Which parts of the data it judges, each by itself; left out: the whole. */
  readonly slice?: SliceSelector;
  readonly test:
    | { readonly type: 'value'; readonly op: GateOp; readonly value: number }
    | ({
        readonly type: 'baseline';
        readonly baseline: BaselineRef;
        /** Judged by how sure the change is, by examples of both sides, what their steps wrote, and trainings; left out: by the number itself. */
        readonly bound?: BoundSpec;
        /** What the gate says without a `bound`, where the two numbers cannot be compared; left out: `warn`. */
        readonly onInconclusive?: 'fail' | 'warn';
      } & HeldAgainst)
    | ({ readonly type: 'than'; readonly than: string } & HeldAgainst);
};
/** The slices that have each of these columns, with that value, or with any (null). */
export type SliceSelector = {
  readonly by: Readonly<Record<string, string | null>>;
  /** Slices with fewer rows are left out. */
  readonly minN: number;
};
export type GateOp = '>=' | '>' | '<=' | '<' | '==' | '!=';
export type BaselineRef =
  | { readonly type: 'merge-base' }
  | { readonly type: 'alias'; readonly model: string; readonly alias: string };
type HeldAgainst = {
  /** Which way is better; from the step's `maximize`/`minimize`. */
  readonly goal: 'maximize' | 'minimize';
  readonly tolerance: { readonly type: 'relative' | 'absolute'; readonly amount: number };
  readonly ifMissing: 'pass' | 'fail';
};

/** How sure it must be that a metric is no worse. */
export type BoundSpec = {
  /** In (0, 1): 0.95 for 95 %. */
  readonly confidence: number;
  /** It was written though the step has no examples of the metric; left out: they are there to be sure by. */
  readonly isAsked?: true;
  /** What the gate says where the examples allow either. */
  readonly onInconclusive: 'fail' | 'warn';
};
