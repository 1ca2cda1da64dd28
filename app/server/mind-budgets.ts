import { watchBudgets, type WatchDeps } from '../runtime/costs/watch-budgets.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import { serve } from '../runtime/serve.ts';

/** Costs are counted a minute ahead (`refresh-account.ts`), which is more than this and what a stop takes to be heard. */
const EVERY_MS = 30_000;

/** Watches what runs spend until `signal` aborts. */
export async function mindBudgets(
  deps: WatchDeps & { readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const { clock, warn } = deps;
  const service = { clock, warn, failed: 'budgets are looked at later', againMs: EVERY_MS };
  await serve(signal, service, async () => {
    await watchBudgets(deps);
    return clock.now() + EVERY_MS;
  });
}
