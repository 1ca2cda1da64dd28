import type { ModelVersion } from '../../domain/model.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { Registry } from '../ports/registry.ts';

/** The version that a register step registered in its run, or in the run that its result was taken from; null: none. */
export async function registeredBy(
  registry: Pick<Registry, 'ofRun'>,
  { run, key, row }: { readonly run: string; readonly key: string; readonly row: StepRow | null },
): Promise<ModelVersion | null> {
  const from = row?.takenFrom ?? { run, key };
  const registered = await registry.ofRun(from.run);
  return registered.find((each) => each.key === from.key)?.version ?? null;
}
