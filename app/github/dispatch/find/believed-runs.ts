import type { Instant } from '../../../domain/run/run.ts';
import type { ActionsDeps } from '../actions-deps.ts';

const BELIEVED_MS = 10_000;
const seen = new WeakMap<ActionsDeps['clients'], Map<number, Instant>>();

/**
 * Whether GitHub shows a workflow run as it must be, asked through `look`. A yes is believed for ten seconds: code under
 * test can claim without end, and each claim would cost a call of those that its whole installation has.
 */
export async function isBelieved(
  { clients, clock }: Pick<ActionsDeps, 'clients' | 'clock'>,
  workflowRun: number,
  look: () => Promise<boolean>,
): Promise<boolean> {
  const believed = seen.get(clients) ?? new Map<number, Instant>();
  seen.set(clients, believed);
  if ((believed.get(workflowRun) ?? 0) > clock.now()) return true;
  if (!(await look())) return false;
  for (const [run, until] of believed) if (until <= clock.now()) believed.delete(run);
  believed.set(workflowRun, clock.now() + BELIEVED_MS);
  return true;
}
