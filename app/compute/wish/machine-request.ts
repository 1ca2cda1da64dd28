import type { MachineRequest } from '../../../runner-provisioner/machine/machine.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { MachineWish } from '../../runtime/ports/hosted/machines.ts';

/** How the row of an attempt stands when the attempt is ordered. */
export type OrderedAttempt = {
  /** The attempt's own limit, which each attempt that ran out of memory may have raised. */
  readonly memoryBytes: number | null;
  /** Machines that were taken away from this row. */
  readonly interruptions: number;
};

/** `mayBeSpot`: false once spot was taken away often enough; but who requires it gets nothing else. */
export type StepWish = Pick<MachineWish, 'asked' | 'mayBeSpot'>;

const MINUTE = 60_000;
/** A job may last no longer: https://docs.github.com/actions/reference/limits#existing-system-limits */
const LONGEST_JOB_MS = 5 * 24 * 60 * MINUTE;
/** Of the time from ready to running; in the rest a machine boots, and its runner gets the job. */
const HUNTED = 3 / 4;
/** Every state between the launch and the job at its longest (`runner-provisioner/machine/deadlines.ts`). */
const BOOT_MS = 25 * MINUTE;
/** What is stored after the command ended. */
const AFTERWARDS_MS = 10 * MINUTE;

/** The machine that an attempt of a step is given; null: the step asks for none. */
export function machineRequestOf(
  { resources, clocks, retry }: Pick<PlanStep, 'resources' | 'clocks' | 'retry'>,
  { memoryBytes, interruptions }: OrderedAttempt,
): StepWish | null {
  if (resources === null) return null;
  const { cpu, diskBytes, arch, maxPrice, reservation } = resources;
  const spot = resources.spot ?? 'prefer';
  const { timeoutMs, gracePeriodMs, queueTimeoutMs } = clocks;
  return {
    asked: {
      gpu: gpuOf(resources.gpu),
      cpu,
      memoryBytes,
      diskBytes,
      arch,
      spot,
      maxPrice,
      ...(reservation !== undefined && { reservation }),
      capacityTimeoutMs: Math.round(queueTimeoutMs * HUNTED),
      lifeMs: Math.min(timeoutMs, LONGEST_JOB_MS) + gracePeriodMs + AFTERWARDS_MS + BOOT_MS,
    },
    mayBeSpot: spot === 'require' || interruptions < retry.escalate.spotInterruptions,
  };
}

type Asked = NonNullable<PlanStep['resources']>['gpu'];

function gpuOf(gpu: Asked): MachineRequest['gpu'] {
  if (gpu === null) return null;
  const { type, count, memoryBytes } = gpu;
  return { models: type, count, memoryBytes };
}
