import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { killRun } from '../../local/run-processes.ts';
import type { Resumed } from '../../runtime/runtime.ts';
import type { Driver } from '../workspace/open-driver.ts';

/**
 * Makes this process the one that drives a run which nobody drives, and ends what its steps left: a supervisor that was
 * killed with its CLI could not take them with it. `killed`: how many processes that were.
 */
export async function takeOverRun(
  { runtime, state }: Pick<Driver, 'runtime' | 'state'>,
  run: string,
): Promise<TakenOver> {
  const resumed = await runtime.resume(run);
  if (resumed.type !== 'driving') return resumed;
  const killed = await killRun(run);
  await rm(join(state.work, run), { recursive: true, force: true });
  return { type: 'driving', killed };
}

type TakenOver =
  { readonly type: 'driving'; readonly killed: number } | Exclude<Resumed, { type: 'driving' }>;
