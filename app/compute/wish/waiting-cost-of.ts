import { DEFAULT_WAITING_COST, type MachinePolicy } from '../../domain/machine-policy.ts';
import type { HostedRun } from '../../domain/hosted.ts';

/** Of these nobody waits for the end, unless a pull request shows it. */
const BY_ITSELF: ReadonlySet<string> = new Set(['push', 'schedule', 'pipeline']);

/** What an hour of waiting for a run is worth, in US dollars. */
export function waitingCostOf(
  { trigger, pull }: { readonly trigger: string } & Pick<HostedRun, 'pull'>,
  { waitingCost = DEFAULT_WAITING_COST }: Pick<MachinePolicy, 'waitingCost'>,
): number {
  const isWaitedFor = pull !== null || !BY_ITSELF.has(trigger);
  return isWaitedFor ? waitingCost.pullRequest : waitingCost.schedule;
}
