import { Instances, type SeenInstance } from '../../runner-provisioner/machine/instances.ts';
import type { LaunchOrder } from '../../runner-provisioner/machine/launch-order.ts';
import type { Instance, Instant } from '../../runner-provisioner/machine/machine.ts';
import type { LaunchAnswer } from '../../runner-provisioner/machine/seen.ts';

/** What is known of machines at EC2 and runners at GitHub, in milliseconds. */
export const TIMES = {
  /** From the call until it runs, and is paid: https://github.com/brevdev/ec2-coldboot-research */
  pendingMs: 16_500,
  /** Until a driver answers and the machine says so: nobody publishes it; half within, nine of ten within twice as much. */
  bootMs: 150_000,
  /** From the dispatch, and from the configuration, until GitHub's job runs: https://hndistilled.com/story/40455208/ */
  dispatchMs: 1500,
  jobMs: 9000,
  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
  noticeMs: 120_000,
} as const;

export type Cloud = {
  readonly instance: Instance;
  readonly machine: string;
  readonly launchedAt: Instant;
  readonly bootsAt: Instant;
  /** When EC2 takes it back, unless it is ended before. */
  readonly takenAt: Instant;
  /** Of the step that it ran; null: none began, or none ended. */
  beganAt: Instant | null;
  stoppedAt: Instant | null;
  endedAt: Instant | null;
  isTaken: boolean;
};

/** An EC2 that always has room, and takes spot machines back so often in an hour. */
export class FairSky {
  readonly clouds: Cloud[] = [];
  readonly #chance: () => number;
  readonly #lossesPerHour: number;

  constructor(chance: () => number, lossesPerHour: number) {
    this.#chance = chance;
    this.#lossesPerHour = lossesPerHour;
  }

  launch({ machine, rung }: Pick<LaunchOrder, 'machine' | 'rung'>, now: Instant): LaunchAnswer {
    const [pool] = rung.pools;
    if (pool === undefined) throw new Error('A rung without pools.');
    const { region, zone, type, market } = pool;
    const id = `i-${this.clouds.length}`;
    const instance = { id, region, zone, type, market, image: 'ami-1', usdHour: 1 };
    const hours = -Math.log(1 - this.#chance()) / this.#lossesPerHour;
    this.clouds.push({
      instance,
      machine,
      launchedAt: now,
      bootsAt: now + TIMES.pendingMs + TIMES.bootMs * Math.exp(0.541 * this.#normal()),
      takenAt: market === 'spot' ? now + hours * 3_600_000 : Infinity,
      beganAt: null,
      stoppedAt: null,
      endedAt: null,
      isTaken: false,
    });
    return { type: 'launched', instance };
  }

  of(machine: string): Cloud | undefined {
    return this.clouds.find((each) => each.machine === machine);
  }

  terminate(id: string, now: Instant): void {
    const cloud = this.clouds.find(({ instance }) => instance.id === id);
    if (cloud !== undefined) cloud.endedAt ??= now;
  }

  pass(now: Instant): void {
    for (const cloud of this.clouds) {
      if (cloud.endedAt !== null || cloud.takenAt > now) continue;
      cloud.endedAt = cloud.takenAt;
      cloud.isTaken = true;
    }
  }

  list(now: Instant): Instances {
    return new Instances(this.clouds.map((cloud) => seen(cloud, now)));
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#chance())) * Math.cos(2 * Math.PI * this.#chance());
  }
}

function seen(cloud: Cloud, now: Instant): SeenInstance {
  const { instance, machine, launchedAt, endedAt, isTaken } = cloud;
  const { id, region, type, zone, market, image } = instance;
  const code = isTaken ? 'Server.SpotInstanceTermination' : 'Client.UserInitiatedShutdown';
  return {
    id,
    region,
    machine,
    launchedAt,
    image,
    pool: { type, zone, market },
    state: endedAt === null || endedAt > now ? 'running' : 'terminated',
    attempt: null,
    isPublic: false,
    expiresAt: null,
    heldUntil: null,
    reason: endedAt === null ? null : { code, message: '', status: null },
  };
}
