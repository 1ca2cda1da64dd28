import { cut } from '../../../text/shortened.ts';
import type { ProblemCode } from './problem-codes.ts';

/** Keys and indexes that lead to a value of the file. */
export type Path = readonly (string | number)[];

/** A problem before it has a line: checks speak of keys and values, the parser knows where they stand. */
export type Finding = {
  readonly code: ProblemCode;
  readonly path: Path;
  /** `key`: the name itself is wrong, not what stands behind it. */
  readonly part: 'key' | 'value';
  /** A part of the value's text, in characters; null: all of it. */
  readonly span: { readonly offset: number; readonly length: number } | null;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string | null;
};

type Details = Partial<Pick<Finding, 'part' | 'span' | 'severity' | 'hint'>>;

/** An error at a value, unless `details` say otherwise. */
export function finding(
  code: ProblemCode,
  path: Path,
  message: string,
  details: Details = {},
): Finding {
  const { part = 'value', span = null, severity = 'error', hint = null } = details;
  return {
    code,
    path,
    part,
    span,
    severity,
    message: clip(message, MAX_MESSAGE),
    hint: hint === null ? null : clip(hint, MAX_HINT),
  };
}

// What stands in a file may be a megabyte long; what is said about it is read by a person.
const MAX_MESSAGE = 220;
const MAX_HINT = 170;

/** A text of at most so many characters. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${cut(text, length - 1)}…`;
}
