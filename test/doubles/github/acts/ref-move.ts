/** What happened, or shall happen, to one ref. */
export type RefMove = {
  readonly ref: string;
  /** 40 zeros: the ref is new. */
  readonly before: string;
  /** 40 zeros: the ref is removed. */
  readonly after: string;
};
