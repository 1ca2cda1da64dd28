import { DEFAULT_MACHINE_POLICY } from '../../domain/machine-policy.ts';
import type { HostedRun } from '../../domain/hosted.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { MachineWish } from '../../runtime/ports/hosted/machines.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { machineRequestOf, type OrderedAttempt } from './machine-request.ts';

export type WishAnswer =
  | { readonly ok: true; readonly wish: MachineWish }
  /** No machine is started for it; why, and what to do. */
  | { readonly ok: false; readonly message: string };

/** What an attempt asks of a machine of its own, within what the repository's policy allows its run. */
export async function wishOf(
  read: Runtime['read'],
  of: AttemptId,
  { step, hosted }: { readonly step: PlanStep; readonly hosted: HostedRun },
): Promise<WishAnswer> {
  const { trust, machines: policy = DEFAULT_MACHINE_POLICY } = hosted;
  if (trust === 'untrusted') return { ok: false, message: UNTRUSTED };
  if (policy === null) return { ok: false, message: NO_POLICY };
  const order = machineRequestOf(step, await standingOf(read, of));
  if (order === null) throw new Error(`The step ${step.id} asks for no machine.`);
  const { reservation } = order.asked;
  if (reservation !== undefined && policy.reservations?.includes(reservation) !== true) {
    return { ok: false, message: notListed(reservation) };
  }
  return { ok: true, wish: { ...order, policy } };
}

const UNTRUSTED =
  'The commit is of someone without write access, and no machine is started for such code: it would cost money and stand in your network. To run it there, someone with write can push the commit to a branch of this repository.';
const NO_POLICY =
  'The policy of the default branch, .github/mlpipelines.yml, cannot be read, and it may forbid this machine. Mend the file, then run the pipeline again.';

/** Somebody pays for it by the hour, and anybody who may push could name it. */
function notListed(reservation: string): string {
  return `The policy of the default branch does not let steps use ${reservation} (\`resources.reservation\`). Add it to \`machines: { reservations: [${reservation}] }\` in .github/mlpipelines.yml there and merge that, or leave \`reservation\` out.`;
}

async function standingOf(
  read: Runtime['read'],
  { run, key, attempt: number }: AttemptId,
): Promise<OrderedAttempt> {
  const known = await read(run);
  const row = known?.steps.find((each) => each.key === key);
  const attempt = known?.attempts.find((each) => each.key === key && each.number === number);
  return {
    memoryBytes: attempt?.memoryBytes ?? null,
    interruptions: row?.spent['spot-interruption'] ?? 0,
  };
}
