/** A condition on a metric, as the pipeline file sets it. */
export type GateSpec = {
  readonly id: string;
  readonly metric: string;
  readonly severity: 'fail' | 'warn';
  readonly test:
    | { readonly type: 'value'; readonly op: GateOp; readonly value: number }
    | ({
        readonly type: 'baseline';
        readonly baseline: BaselineRef;
        /** Judged by how sure the change is, on examples of both sides; left out: by the number itself. */
        readonly bound?: BoundSpec;
      } & HeldAgainst)
    | ({ readonly type: 'than'; readonly than: string } & HeldAgainst);
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
  /** What the gate says where the examples allow either. */
  readonly onInconclusive: 'fail' | 'warn';
};
