import { asksOf, isAnswered } from '../../domain/asks.ts';
import { testedRun } from '../../domain/run/bridge.ts';
import type { CacheHit } from '../../domain/run/event.ts';
import { productsOf } from '../../domain/run/products-of.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import type { WantedWork } from '../ports/cache.ts';
import type { Store } from '../ports/store.ts';

/**
 * The work of the same row in the run that tested this commit's pull request, where the bridge to it stands and the row has
 * the same key there. Asked before what the run's scopes hold: what was reviewed is what is to go on. Null: there is none.
 */
export async function lookUpTested(
  { runs }: Pick<Store, 'runs'>,
  { bridge }: Pick<RunHeader, 'bridge'>,
  { key, wanted }: { readonly key: string; readonly wanted: WantedWork },
): Promise<CacheHit | null> {
  const run = testedRun(bridge);
  const header = run === null ? null : await runs.header(run);
  if (run === null || header === null) return null;
  const [found] = await runs.rows([run], [key]);
  if (found === undefined || !isWork(found.row, wanted)) return null;
  const { row } = found;
  const plan = await runs.plan(header.plan);
  const step = plan?.steps.find(({ id }) => id === row.stepId);
  if (step === undefined || !isAnswered({ ...row, asks: asksOf(step) }, wanted.asks)) return null;
  return { run, key, ...productsOf(row) };
}

function isWork({ result, cacheKey, endedAt }: StepRow, wanted: WantedWork): boolean {
  return result === 'success' && cacheKey === wanted.cacheKey && (endedAt ?? 0) >= wanted.notBefore;
}
