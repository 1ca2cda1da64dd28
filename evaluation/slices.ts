/** Which part of the data: the value of each column that names it. */
export type SliceBy = Readonly<Record<string, string>>;

/** What a step measured on a part of its data. */
export type Slice = {
  readonly by: SliceBy;
  /** Rows of that part. */
  readonly n: number;
  /** With how sure the step is beside a number, where it says so: `auc`, `auc.low`, `auc.high`. */
  readonly metrics: Readonly<Record<string, number>>;
};

/** The same text for the same part, in whatever order its columns are named. */
export function sliceKey(by: SliceBy): string {
  return JSON.stringify(Object.entries(by).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** As people name it: `segment=prepaid, region=EU`; nothing of it is escaped. */
export function sliceName(by: SliceBy): string {
  return Object.entries(by)
    .map((pair) => pair.join('='))
    .join(', ');
}
