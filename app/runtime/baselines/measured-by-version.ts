import type { Baseline } from '../../domain/gate.ts';
import type { ModelVersion } from '../../domain/model.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoreReads } from '../ports/store.ts';

/** What a step measured of a version of a model, which keeps its metrics when its run has been forgotten. */
export async function measuredByVersion(
  {
    store,
    clock,
  }: {
    readonly store: Pick<StoreReads, 'baselines'>;
    readonly clock: Pick<Clock, 'now'>;
  },
  { run, metricsStep, metrics }: ModelVersion,
  stepId: string,
): Promise<Baseline> {
  const found = await store.baselines.inRun(run, { key: stepId, now: clock.now() });
  if (metricsStep !== stepId) return found;
  return found.type === 'found' ? { ...found, metrics } : { type: 'found', run, metrics };
}
