/** A fault planted in a copy of the kernel, and the laws that it breaks. */
export type Mutant = {
  readonly breaks: string;
  /** Any of them may be the one that catches it. */
  readonly laws: readonly number[];
  readonly file: string;
  readonly from: string;
  readonly to: string;
};
