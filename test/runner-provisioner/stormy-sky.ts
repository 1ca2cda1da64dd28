import { Instances, type SeenInstance } from '../../runner-provisioner/machine/instances.ts';
import type {
  FamilyPool,
  Instance,
  Instant,
  Rung,
} from '../../runner-provisioner/machine/machine.ts';
import type { LaunchAnswer } from '../../runner-provisioner/machine/seen.ts';

/** Chance by a seed: the same seed, the same weather. */
export type Chance = () => number;

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How bad the weather is; each a share of 1. */
export type Weather = {
  readonly refused: number;
  readonly throttled: number;
  readonly lostAnswer: number;
  readonly lostRequest: number;
  readonly deadBoot: number;
  readonly taken: number;
  readonly fatal: number;
};

type Cloud = {
  readonly instance: Instance;
  readonly machine: string;
  readonly launchedAt: Instant;
  readonly shownFrom: Instant;
  readonly bootsAt: Instant | null;
  readonly takenAt: Instant | null;
  readonly expiresAt: Instant;
  endedAt: Instant | null;
  endedBy: string | null;
};

const MINUTE = 60_000;
const SHUTS_DOWN_MS = 3 * MINUTE;
/** It shows what was terminated for about an hour. */
const SHOWN_AFTER_MS = 60 * MINUTE;

/** EC2 as the kernel meets it: lists that lag, answers that are lost, machines that die and are taken. Written anew here; shares nothing with the kernel but its types. */
export class StormySky {
  readonly clouds: Cloud[] = [];
  readonly #tokens = new Map<string, Cloud>();
  readonly #chance: Chance;
  readonly #weather: Weather;

  constructor(chance: Chance, weather: Weather) {
    this.#chance = chance;
    this.#weather = weather;
  }

  launch(
    {
      machine,
      token,
      rung,
      expiresAt,
    }: {
      readonly machine: string;
      readonly token: string;
      readonly rung: Rung;
      readonly expiresAt: Instant;
    },
    now: Instant,
  ): LaunchAnswer {
    const { refused, throttled, lostRequest, fatal, lostAnswer } = this.#weather;
    if (this.#chance() < throttled) return all(rung, 'RequestLimitExceeded');
    if (this.#chance() < lostRequest) return { type: 'lost' };
    if (this.#chance() < fatal) return all(rung, 'UnauthorizedOperation');
    if (this.#chance() < refused) return all(rung, 'InsufficientInstanceCapacity');
    const pool = rung.pools[Math.floor(this.#chance() * rung.pools.length)];
    if (pool === undefined) return all(rung, 'UnfulfillableCapacity');
    const cloud = this.#tokens.get(token) ?? this.#form(machine, pool, expiresAt, now);
    this.#tokens.set(token, cloud);
    return this.#chance() < lostAnswer
      ? { type: 'lost' }
      : { type: 'launched', instance: cloud.instance };
  }

  #form(machine: string, pool: FamilyPool, expiresAt: Instant, now: Instant) {
    const { region, type, zone, market } = pool;
    const { deadBoot, taken } = this.#weather;
    const id = `i-${this.clouds.length}`;
    const instance = { id, region, zone, type, market, image: 'ami-1', usdHour: 1 };
    const isTaken = market === 'spot' && this.#chance() < taken;
    const cloud: Cloud = {
      instance,
      machine,
      launchedAt: now,
      // Mostly at once, at times much later than anybody would think.
      shownFrom: now + this.#chance() * (this.#chance() < 0.1 ? 15 : 1.5) * MINUTE,
      bootsAt: this.#chance() < deadBoot ? null : now + (1 + this.#chance() * 4) * MINUTE,
      takenAt: isTaken ? now + this.#chance() * 60 * MINUTE : null,
      expiresAt,
      endedAt: null,
      endedBy: null,
    };
    this.clouds.push(cloud);
    return cloud;
  }

  terminate(id: string, now: Instant): void {
    const cloud = this.clouds.find(({ instance }) => instance.id === id);
    if (cloud === undefined || cloud.endedAt !== null) return;
    cloud.endedAt = now;
    cloud.endedBy = 'Client.UserInitiatedShutdown';
  }

  /** What happens by itself until now. */
  pass(now: Instant): void {
    for (const cloud of this.clouds) {
      if (cloud.endedAt !== null || cloud.takenAt === null || cloud.takenAt > now) continue;
      cloud.endedAt = cloud.takenAt;
      cloud.endedBy = 'Server.SpotInstanceTermination';
    }
  }

  isUp({ instance }: { readonly instance: Instance | null }, now: Instant): boolean {
    const cloud = this.clouds.find((each) => each.instance.id === instance?.id);
    if (cloud === undefined || cloud.endedAt !== null) return false;
    return cloud.bootsAt !== null && cloud.bootsAt <= now;
  }

  list(now: Instant): Instances {
    // What was shown may be missing from a list all the same.
    const shown = this.clouds.filter((cloud) => isShown(cloud, now) && this.#chance() > 0.02);
    return new Instances(shown.map((cloud) => seen(cloud, now)));
  }

  alive(): readonly Cloud[] {
    return this.clouds.filter(({ endedAt }) => endedAt === null);
  }
}

function isShown({ shownFrom, endedAt }: Cloud, now: Instant): boolean {
  return shownFrom <= now && (endedAt === null || now - endedAt < SHOWN_AFTER_MS);
}

/** EC2 shows it as terminated. */
export function isOver({ endedAt }: Cloud, now: Instant): boolean {
  return endedAt !== null && now - endedAt >= SHUTS_DOWN_MS;
}

function seen(cloud: Cloud, now: Instant): SeenInstance {
  const { instance, machine, launchedAt, expiresAt, endedAt, endedBy, bootsAt } = cloud;
  const { id, region, type, zone, market, image } = instance;
  const up = bootsAt !== null && bootsAt <= now ? 'running' : 'pending';
  const down = isOver(cloud, now) ? 'terminated' : 'shutting-down';
  return {
    id,
    region,
    state: endedAt === null ? up : down,
    machine,
    attempt: null,
    isPublic: false,
    launchedAt,
    expiresAt,
    heldUntil: null,
    reason: endedBy === null ? null : { code: endedBy, message: '', status: null },
    pool: { type, zone, market },
    image,
  };
}

function all({ pools }: Rung, code: string): LaunchAnswer {
  return { type: 'refused', errors: [{ pools, error: { code, message: '', status: 400 } }] };
}
