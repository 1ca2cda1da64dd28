// GitHub's evaluator allows an expression as much memory, so that a short text cannot fill a server:
// https://github.com/actions/runner/blob/main/src/Sdk/DTExpressions2/Expressions2/EvaluationOptions.cs
const MAX_TEXT_LENGTH = 1024 * 1024;

/** What is said of a text that does not fit. */
export const TEXT_TOO_LONG = 'the text that this makes is longer than 1 MiB';

/** Whether an expression or a template may make a text of so many characters. */
export function textFits(length: number): boolean {
  return length <= MAX_TEXT_LENGTH;
}

/** Throws when it may not. */
export function assertTextFits(length: number): void {
  if (!textFits(length)) throw new Error(TEXT_TOO_LONG);
}
