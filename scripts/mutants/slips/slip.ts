/** A piece of a text, and what somebody might have written there instead. */
export type Slip = Range & {
  readonly after: string;
  readonly isStatement: boolean;
  readonly within: string;
};

export type Range = { readonly start: number; readonly end: number };

/** What an operator is given: the text, and where to put what it finds. */
export type Ground = {
  readonly textOf: (range: Range) => string;
  readonly add: (range: Range, ...after: readonly string[]) => void;
  readonly forget: (statement: Range) => void;
};

export function isWithin(inner: Range, outer: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

export function isSamePlace(a: Range, b: Range): boolean {
  return a.start === b.start && a.end === b.end;
}
