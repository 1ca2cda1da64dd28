import type { AttemptRow } from '../../../domain/run/run.ts';
import type { RunRows, Runs } from '../../../runtime/ports/runs.ts';

/** Work of more runs than these is not added up. */
const MOST_RUNS = 10;

/**
 * What the work took that a run which is over took from the cache, all of it together, as the runs know that did it. Null:
 * it did some itself, one of those runs is forgotten, or there are too many.
 */
export async function savedTime(
  runs: Pick<Runs, 'load'>,
  { header, steps, attempts }: Pick<RunRows, 'header' | 'steps' | 'attempts'>,
): Promise<number | null> {
  if (header.endedAt === null || attempts.length > 0) return null;
  const taken = steps.flatMap(({ cached, takenFrom }) =>
    cached && takenFrom !== null ? [takenFrom] : [],
  );
  const byRun = Map.groupBy(taken, ({ run }) => run);
  if (byRun.size === 0 || byRun.size > MOST_RUNS) return null;
  let saved = 0;
  for (const [run, those] of byRun) {
    const done = await runs.load(run);
    if (done === null) return null;
    const keys = new Set(those.map(({ key }) => key));
    const work = done.attempts.filter(({ key }) => keys.has(key));
    saved += work.reduce((sum, attempt) => sum + timeOf(attempt), 0);
  }
  return saved;
}

function timeOf({ startedAt, endedAt }: AttemptRow): number {
  return startedAt === null || endedAt === null ? 0 : Math.max(0, endedAt - startedAt);
}
