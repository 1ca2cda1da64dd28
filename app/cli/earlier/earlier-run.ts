import type { RunHeader } from '../../domain/run/run.ts';
import { commandAgain } from '../../reports/words/command-again.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { Store, StoreReads } from '../../runtime/ports/store.ts';
import type { Rehearsed } from '../forecast/rehearse-run.ts';
import { UsageError } from '../usage-error.ts';
import { findRun } from '../workspace/find-run.ts';
import { requireOver } from '../workspace/require-over.ts';

/** The run that `--failed` names, or the newest of the pipeline. Throws a `UsageError` if nothing can be taken over from it. */
export async function earlierRun(
  store: StoreReads & Pick<Store, 'leases'>,
  { plan, request }: Pick<Rehearsed, 'plan' | 'request'>,
  reference: string | true,
): Promise<RunHeader> {
  const { pipeline } = plan;
  const again = commandAgain(pipeline, request.options);
  const run =
    reference === true ? await newest(store, pipeline, again) : await findRun(store, reference);
  const name = `#${runNumber(run)}`;
  if (run.pipeline !== pipeline) {
    throw new UsageError(
      `${name} is a run of ${run.pipeline}, not of ${pipeline}.`,
      `Runs of ${pipeline}: mlpipelines runs`,
    );
  }
  await requireOver(store, run);
  return run;
}

async function newest(store: StoreReads, pipeline: string, again: string): Promise<RunHeader> {
  const [run] = await store.runs.list({ pipeline, open: false, limit: 1 });
  if (run !== undefined) return run;
  throw new UsageError(
    `${pipeline} has not run here yet, so there is nothing to take over.`,
    `Run it first: ${again}`,
  );
}
