import { NOTHING, type Perform } from './performing.ts';

/** Asks an attempt to end; that it did is reported as any end is. */
export const cancelStep: Perform<'step.cancel'> = async ({ deps }, run, effect) => {
  const { key, attempt, reason } = effect;
  await deps.host.cancel({ run, key, attempt, reason });
  return NOTHING;
};
