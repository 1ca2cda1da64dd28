import type { Baseline } from '../../domain/gate.ts';
import type { ModelVersion } from '../../domain/model.ts';
import type { MeasuredBeforeDeps } from './measured-before.ts';

/** What a step measured of a version of a model, which keeps its metrics when its run has been forgotten. */
export async function measuredByVersion(
  { store, clock }: Pick<MeasuredBeforeDeps, 'store' | 'clock'>,
  { run, metricsStep, metrics }: ModelVersion,
  stepId: string,
): Promise<Baseline> {
  const found = await store.baselines.inRun(run, { key: stepId, now: clock.now() });
  if (metricsStep !== stepId) return found;
  return found.type === 'found' ? { ...found, metrics } : { type: 'found', run, metrics };
}
