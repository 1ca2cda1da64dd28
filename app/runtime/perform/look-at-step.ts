import { NOTHING, type Perform } from './performing.ts';

/** Asks what became of an attempt that has not begun; what is seen is reported as any news of it is. */
export const lookAtStep: Perform<'step.look'> = async ({ deps }, run, { key, attempt }) => {
  await deps.host.look?.({ run, key, attempt });
  return NOTHING;
};
