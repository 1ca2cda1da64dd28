import type { SpotFacts } from '../../../runner-provisioner/spot/spot-facts.ts';
import { DEFAULT_MACHINE_POLICY, type MachinePolicy } from '../../domain/machine-policy.ts';
import type { HostedRun } from '../../domain/hosted.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { History } from '../../runtime/ports/history.ts';
import type { MachineWish } from '../../runtime/ports/hosted/machines.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { machineRequestOf, type OrderedAttempt } from './machine-request.ts';
import { spotFactsOf } from './spot-facts-of.ts';
import { waitingCostOf } from './waiting-cost-of.ts';

/** What is asked of a run and of those before it. */
type WishDeps = Pick<Runtime, 'read'> & { readonly history: Pick<History, 'lengths'> };
type Known = Awaited<ReturnType<Runtime['read']>>;

export type WishAnswer =
  | { readonly ok: true; readonly wish: MachineWish }
  /** No machine is started for it; why, and what to do. */
  | { readonly ok: false; readonly message: string };

/** What an attempt asks of a machine of its own, within what the repository's policy allows its run. */
export async function wishOf(
  deps: WishDeps,
  of: AttemptId,
  { step, hosted }: { readonly step: PlanStep; readonly hosted: HostedRun },
): Promise<WishAnswer> {
  const { trust, machines: policy = DEFAULT_MACHINE_POLICY } = hosted;
  if (trust === 'untrusted') return { ok: false, message: UNTRUSTED };
  if (policy === null) return { ok: false, message: NO_POLICY };
  const known = await deps.read(of.run);
  const order = machineRequestOf(step, standingOf(known, of));
  if (order === null) throw new Error(`The step ${step.id} asks for no machine.`);
  const { reservation } = order.asked;
  if (reservation !== undefined && policy.reservations?.includes(reservation) !== true) {
    return { ok: false, message: notListed(reservation) };
  }
  const spot = await spotFacts(deps, of, { known, step, hosted, policy });
  return { ok: true, wish: { ...order, ...(spot !== null && { spot }), policy } };
}

const UNTRUSTED =
  'The commit is of someone without write access, and no machine is started for such code: it would cost money and stand in your network. To run it there, someone with write can push the commit to a branch of this repository.';
const NO_POLICY =
  'The policy of the default branch, .github/mlpipelines.yml, cannot be read, and it may forbid this machine. Mend the file, then run the pipeline again.';

/** Somebody pays for it by the hour, and anybody who may push could name it. */
function notListed(reservation: string): string {
  return `The policy of the default branch does not let steps use ${reservation} (\`resources.reservation\`). Add it to \`machines: { reservations: [${reservation}] }\` in .github/mlpipelines.yml there and merge that, or leave \`reservation\` out.`;
}

function standingOf(known: Known, { key, attempt: number }: AttemptId): OrderedAttempt {
  const row = known?.steps.find((each) => each.key === key);
  const attempt = known?.attempts.find((each) => each.key === key && each.number === number);
  return {
    memoryBytes: attempt?.memoryBytes ?? null,
    interruptions: row?.spent['spot-interruption'] ?? 0,
  };
}

/** Null: what is asked for decides alone, or its run is forgotten. */
async function spotFacts(
  { history }: WishDeps,
  of: AttemptId,
  {
    known,
    step,
    hosted,
    policy,
  }: {
    readonly known: Known;
    readonly step: PlanStep;
    readonly hosted: HostedRun;
    readonly policy: MachinePolicy;
  },
): Promise<SpotFacts | null> {
  if ((step.resources?.spot ?? 'prefer') !== 'prefer' || known === null) return null;
  const { pipeline, trigger } = known.header;
  const { key } = of;
  return spotFactsOf(step, {
    past: await history.lengths({ repository: hosted.repository.id, pipeline, key }),
    attempts: known.attempts.filter((each) => each.key === key),
    lost: standingOf(known, of).interruptions,
    waitingUsdHour: waitingCostOf({ trigger, pull: hosted.pull }, policy),
  });
}
