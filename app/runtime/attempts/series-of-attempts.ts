import type { AttemptId, Attempts, Sample } from '../ports/attempts.ts';

export type Told = Sample & { readonly seq: number };

/** The live metrics of a row's attempts up to this one, the oldest attempt first. */
export function seriesOfAttempts(
  attempts: Pick<Attempts, 'samples'>,
  { run, key, attempt: newest }: AttemptId,
): Promise<readonly (readonly Told[])[]> {
  const numbers = Array.from({ length: newest }, (_, index) => index + 1);
  return Promise.all(numbers.map((attempt) => attempts.samples({ run, key, attempt }, 0)));
}
