import { settleCosts } from '../runtime/costs/settle-costs.ts';
import { serve } from '../runtime/serve.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Warn } from '../runtime/ports/host.ts';
import type { Store } from '../runtime/ports/store.ts';

const EVERY_MS = 60_000;

export type CostsDeps = {
  readonly store: Pick<Store, 'runs' | 'machines' | 'costs'>;
  readonly clock: Clock;
  readonly warn: Warn;
};

/** Writes down what runs cost, every minute until `signal` aborts. */
export async function mindCosts(deps: CostsDeps, signal: AbortSignal): Promise<void> {
  const { clock, warn } = deps;
  const service = { clock, warn, failed: 'costs are written down later', againMs: EVERY_MS };
  await serve(signal, service, async () => {
    await settleCosts(deps);
    return clock.now() + EVERY_MS;
  });
}
