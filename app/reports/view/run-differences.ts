/** What differs between two runs beside their params. */
export type RunDifferences = {
  /** Null: what one of them ran on is not kept any more. */
  readonly files: readonly ChangedFile[] | null;
  /** By step, in words: `input data changed`. */
  readonly steps: readonly { readonly step: string; readonly changes: readonly string[] }[];
};

export type ChangedFile = {
  readonly path: string;
  /** `changed`, `is new`: in words that follow the path. */
  readonly how: string;
};

/** `src/train.py changed` */
export function fileText({ path, how }: ChangedFile): string {
  return `${path} ${how}`;
}
