import { chanceOf } from '../test/runner-provisioner/stormy-sky.ts';
import { TIMES, type Cloud } from './machines/fair-sky.ts';
import { simulateStep, type SimulatedStep } from './machines/simulate-step.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** One line of the table: what steps of this length on machines of their own are paid for, in parts of the paid seconds. */
export type MachinesRow = {
  readonly step: string;
  readonly lossesPerHour: number;
  readonly notice: boolean;
  readonly losses: number;
  readonly bootPercent: number;
  readonly waitPercent: number;
  readonly afterPercent: number;
  readonly idlePercent: number;
  readonly lostMinutes: number;
  readonly mostLostMinutes: number;
  readonly launchToStepS: number;
};

const CHECKPOINT_MS = 10 * MINUTE;
/** The highest range of the Spot Advisor as a rate, and what V100s saw in 2023: https://github.com/skypilot-org/spot-traces */
const RATES = [0.05, 0.3];

/** Steps in counted time, by the provisioner's own decisions against an EC2 whose times were published. */
export function benchMachines({ count = 100 } = {}): MachinesRow[] {
  const lengths = [20 * MINUTE, HOUR, 4 * HOUR];
  return lengths.flatMap((workMs) =>
    RATES.flatMap((lossesPerHour) =>
      [true, false].map((hasNotice) =>
        measure({ workMs, lossesPerHour, hasNotice, checkpointMs: CHECKPOINT_MS }, count),
      ),
    ),
  );
}

function measure(step: SimulatedStep, count: number): MachinesRow {
  const chance = chanceOf(1);
  const stories = Array.from({ length: count }, () => simulateStep(step, chance));
  const clouds = stories.flatMap((story) => story.clouds);
  const lost = stories.flatMap(({ lostMs }) => lostMs);
  const paid = clouds.filter((cloud) => !isFree(cloud)).map((cloud) => partsOf(cloud));
  const all = sum(paid.map(({ paidMs }) => paidMs));
  const percent = (ms: readonly number[]) => round((100 * sum(ms)) / all);
  const begun = clouds.flatMap(({ beganAt, launchedAt }) =>
    beganAt === null ? [] : [beganAt - launchedAt],
  );
  return {
    step: `${step.workMs / MINUTE} min`,
    lossesPerHour: step.lossesPerHour,
    notice: step.hasNotice,
    losses: lost.length,
    bootPercent: percent(paid.map(({ bootMs }) => bootMs)),
    waitPercent: percent(paid.map(({ waitMs }) => waitMs)),
    afterPercent: percent(paid.map(({ afterMs }) => afterMs)),
    idlePercent: percent(paid.map(({ bootMs, waitMs, afterMs }) => bootMs + waitMs + afterMs)),
    lostMinutes: round(sum(lost) / Math.max(1, lost.length) / MINUTE),
    mostLostMinutes: round(Math.max(0, ...lost) / MINUTE),
    launchToStepS: round(sum(begun) / Math.max(1, begun.length) / 1000),
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-for-interrupted-spot-instances.html */
function isFree({ isTaken, launchedAt, endedAt }: Cloud): boolean {
  return isTaken && (endedAt ?? 0) - launchedAt < HOUR;
}

/** From when it runs: its boot, its wait for GitHub's job, the step, and what is paid after the step. */
function partsOf({ launchedAt, bootsAt, beganAt, stoppedAt, endedAt }: Cloud) {
  const runsAt = launchedAt + TIMES.pendingMs;
  const end = Math.max(runsAt, endedAt ?? runsAt);
  const booted = Math.min(end, bootsAt);
  const began = beganAt ?? end;
  return {
    paidMs: end - runsAt,
    bootMs: Math.max(0, booted - runsAt),
    waitMs: Math.max(0, began - booted),
    afterMs: end - (stoppedAt ?? end),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
