import type { Attempt } from '../attempt.ts';
import { requireSameData } from '../inputs/refer-to-data.ts';
import type { NamedEnd } from '../end/name-end.ts';
import { nameError, NO_PRODUCTS } from '../outcome.ts';
import type { Products } from '../outcome.ts';
import { collectArtifacts } from './collect-artifacts.ts';
import { collectExamples } from './collect-examples.ts';
import { collectMetrics } from './collect-metrics.ts';
import { collectSlices } from './collect-slices.ts';
import { collectValues } from './collect-values.ts';
import { withJudgedMetrics } from './judged-metrics.ts';
import type { IsFromBefore } from './remember-products.ts';

export type Collected = { readonly named: NamedEnd; readonly products: Products };

/**
 * What the command left behind. After success all that was declared must be there, else the attempt fails after all.
 * After anything else metrics are kept where they can be read, and nothing more.
 */
export async function collectProducts(
  attempt: Attempt,
  named: NamedEnd,
  isFromBefore: IsFromBefore,
): Promise<Collected> {
  if (named.status !== 'succeeded') {
    const metrics = await collectMetrics(attempt, isFromBefore).catch(() => null);
    return { named, products: { ...NO_PRODUCTS, ...metrics } };
  }
  try {
    await requireSameData(attempt);
    const outputs = await collectValues(attempt);
    const metrics = await collectMetrics(attempt, isFromBefore);
    const artifacts = await collectArtifacts(attempt, isFromBefore);
    const { judged, ...examples } = await collectExamples(attempt, isFromBefore);
    const slices = await collectSlices(attempt, isFromBefore);
    const all = withJudgedMetrics(metrics.metrics, judged, attempt.log);
    const measured = { facts: metrics.facts, metrics: all, ...examples, ...slices };
    return { named, products: { outputs, artifacts, ...measured } };
  } catch (error) {
    const { kill } = attempt.host;
    return { named: nameError(error, { stop: kill, kill }), products: NO_PRODUCTS };
  }
}
