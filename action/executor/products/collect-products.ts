import type { Attempt } from '../attempt.ts';
import { requireSameData } from '../inputs/refer-to-data.ts';
import type { CommandEnd } from '../process/run-command.ts';
import type { NamedEnd } from '../end/name-end.ts';
import { nameError, NO_PRODUCTS } from '../outcome.ts';
import type { Products } from '../outcome.ts';
import { collectArtifacts } from './collect-artifacts.ts';
import { collectMetrics } from './collect-metrics.ts';
import { collectValues } from './collect-values.ts';

export type Collected = { readonly named: NamedEnd; readonly products: Products };

/**
 * What the command left behind. After success all that was declared must be there, else the attempt fails after all.
 * After anything else metrics are kept where they can be read, and nothing more.
 */
export async function collectProducts(
  attempt: Attempt,
  end: CommandEnd,
  named: NamedEnd,
): Promise<Collected> {
  if (named.status !== 'succeeded') {
    const metrics = await collectMetrics(attempt, end.startedAt).catch(() => null);
    return { named, products: { ...NO_PRODUCTS, ...metrics } };
  }
  try {
    await requireSameData(attempt);
    const outputs = await collectValues(attempt);
    const metrics = await collectMetrics(attempt, end.startedAt);
    const artifacts = await collectArtifacts(attempt, end.startedAt);
    return { named, products: { outputs, artifacts, ...metrics } };
  } catch (error) {
    const { kill } = attempt.host;
    return { named: nameError(error, { stop: kill, kill }), products: NO_PRODUCTS };
  }
}
