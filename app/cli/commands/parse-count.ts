import { InvalidArgumentError } from 'commander';

/** A whole number from 1 up, as an option's value. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('It must be a whole number from 1 up.');
}
