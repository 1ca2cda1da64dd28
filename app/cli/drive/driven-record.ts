import type { RunRecord } from '../../reports/view/run-view.ts';
import { modelsOfRun } from '../workspace/load-run-record.ts';
import type { Driver } from '../workspace/open-driver.ts';

/**
 * A run that this process drives, with all that a report wants. Its plan and rows are the runtime's own, not a copy read
 * from the store: of a run of ten thousand cells a second one is tens of megabytes.
 */
export async function drivenRecord(
  { runtime, store }: Pick<Driver, 'runtime' | 'store'>,
  run: string,
): Promise<RunRecord> {
  const known = await runtime.read(run);
  if (known === null) throw new Error(`The store holds no run ${run} any more.`);
  const { plan, header, steps, attempts } = known;
  const registers = plan.steps.some(({ action }) => action.type === 'register');
  const models = registers ? await modelsOfRun(store, run) : NO_MODELS;
  return { plan, header, steps, attempts, ...models };
}

const NO_MODELS = { models: [], aliases: [] };
