import { releaseDead } from './attempts/release-dead.ts';
import { RuntimeProblem, type Resumed } from './runtime.ts';
import { beginDriving, type Starting } from './create-run.ts';

/**
 * Goes on with a run that nobody drives any more. What its dead process held is free at once; `work` then ends its
 * attempts as interrupted and starts what comes next.
 */
export async function resumeRun(
  { deps, worker }: Pick<Starting, 'deps' | 'worker'>,
  run: string,
): Promise<Resumed> {
  const header = await deps.store.runs.header(run);
  if (header === null) throw new RuntimeProblem(`There is no run ${run}.`);
  if (header.endedAt !== null) return { type: 'over' };
  await releaseDead(deps);
  const other = await beginDriving(deps, worker, run);
  if (other !== null) return { type: 'driven', by: other.by };
  return { type: 'driving' };
}
