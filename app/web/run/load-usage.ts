import { samplesSince, type UsageSample } from '../../../runner-provisioner/boot/read-usage.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { PageStore } from '../pages-deps.ts';

/**
 * What the machine of an attempt tells of its GPUs since the attempt began, oldest first: it idles before. None: it runs
 * on no machine that was started for it, or that one has no GPUs.
 */
export async function loadUsage(
  store: Pick<PageStore, 'machines'>,
  of: AttemptId,
): Promise<readonly UsageSample[]> {
  const known = await store.machines.ofAttempt(of);
  if (known === null || known.machine.state.type !== 'running') return [];
  const { machine, told } = known;
  return samplesSince(told.usage, machine.stateAt);
}
