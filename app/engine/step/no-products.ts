import type { StepProducts } from '../../domain/run/event.ts';

/** What an attempt that made nothing leaves behind. */
export const NO_PRODUCTS: StepProducts = { outputs: {}, artifacts: {}, metrics: {}, facts: {} };
