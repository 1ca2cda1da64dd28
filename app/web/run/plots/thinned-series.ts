import type { AttemptId, Attempts, Sample } from '../../../runtime/ports/attempts.ts';

/** A small picture has no room for more. */
const MOST_POINTS = 600;
const MOST_BYTES = 1024 * 1024;
/** Earlier ones are left out. */
const MOST_ATTEMPTS = 4;

/** Live metrics of a step's attempts up to this one, the oldest first, as far as a small picture shows them. */
export function thinnedSeries(
  attempts: Pick<Attempts, 'spread'>,
  { run, key, attempt }: AttemptId,
): Promise<readonly (readonly Sample[])[]> {
  const first = Math.max(1, attempt - MOST_ATTEMPTS + 1);
  const numbers = Array.from({ length: attempt - first + 1 }, (_, index) => first + index);
  return Promise.all(
    numbers.map((number) =>
      attempts.spread({ run, key, attempt: number }, MOST_POINTS, MOST_BYTES),
    ),
  );
}
