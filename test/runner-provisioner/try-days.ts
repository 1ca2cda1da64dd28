import { answerLaunch } from '../../runner-provisioner/machine/answer-launch.ts';
import type { Act, Closing, Decision } from '../../runner-provisioner/machine/decision.ts';
import { hear, type Heard } from '../../runner-provisioner/machine/hear.ts';
import type {
  FamilyPool,
  Instant,
  Machine,
  MachineRequest,
} from '../../runner-provisioner/machine/machine.ts';
import type { LaunchAnswer, Observed, Wanted } from '../../runner-provisioner/machine/seen.ts';
import { reconcile } from '../../runner-provisioner/reconcile.ts';
import { chanceOf, isOver, StormySky, type Chance, type Weather } from './stormy-sky.ts';

/** What the kernel is tried as: itself, or one with a fault. */
export type Kernel = {
  readonly reconcile: typeof reconcile;
  readonly answerLaunch: typeof answerLaunch;
  readonly hear: typeof hear;
};

const KERNEL: Kernel = { reconcile, answerLaunch, hear };

const MINUTE = 60_000;
const SWEEP_MS = 10_000;
const UNKNOWN = { onDemand: null, spot: null };
const HUNT_MS = 20 * MINUTE;
const LIFE_MS = 80 * MINUTE;
const LONGEST_MS = 12 * 60 * MINUTE;

/** How long a state may last. */
const LONGEST_STATE: Readonly<Partial<Record<Machine['state']['type'], number>>> = {
  requested: 3 * MINUTE,
  launching: 3 * MINUTE,
  booting: 10 * MINUTE,
  attested: 5 * MINUTE,
  dispatched: 5 * MINUTE,
  registered: 5 * MINUTE,
};
/** Sweeps fail, one after the other at times. */
const SLACK_MS = MINUTE;

type Attempt = {
  readonly id: Machine['attempt'];
  readonly asked: MachineRequest;
  readonly wantedFrom: Instant;
  readonly workMs: number;
  startedAt: Instant | null;
  /** Why it is over; null: it is not. */
  over: string | null;
};

/** A day of random attempts in bad weather. Throws, with the law's name, when one is broken. */
export function tryDay(seed: number, kernel: Kernel = KERNEL): void {
  new Day(seed, kernel).run();
}

class Day {
  readonly #kernel: Kernel;
  readonly #chance: Chance;
  readonly #sky: StormySky;
  readonly #attempts: Attempt[];
  readonly #machines = new Map<string, Machine>();
  readonly #closed = new Map<string, Instant>();
  readonly #asked = new Set<string>();
  /** When a list last showed something of a machine that was not terminated. */
  readonly #shownAt = new Map<string | null, Instant>();
  readonly #runsOn = new Map<Attempt, string>();
  readonly #answers: { id: string; answer: LaunchAnswer; arrives: Instant }[] = [];
  #fresh = 0;

  constructor(seed: number, kernel: Kernel) {
    this.#kernel = kernel;
    this.#chance = chanceOf(seed);
    this.#sky = new StormySky(this.#chance, weatherOf(this.#chance));
    this.#attempts = Array.from({ length: 1 + Math.floor(this.#chance() * 4) }, (_, at) =>
      this.#attempt(at),
    );
  }

  run(): void {
    for (let now = 0; now < LONGEST_MS; now += SWEEP_MS) {
      this.#sky.pass(now);
      this.#answer(now);
      this.#work(now);
      if (this.#chance() < 0.9) this.#sweep(now);
      this.#hold(now);
      if (now > 30 * MINUTE && this.#isQuiet()) return this.#end(now);
    }
    throw new Error(`ends: ${JSON.stringify([...this.#machines.values()].at(-1)?.state)}`);
  }

  #attempt(at: number): Attempt {
    const asked: MachineRequest = {
      gpu: null,
      cpu: null,
      memoryBytes: null,
      diskBytes: null,
      arch: null,
      spot: (['prefer', 'require', 'never'] as const)[Math.floor(this.#chance() * 3)] ?? 'prefer',
      maxPrice: null,
      ...(at === 2 && { reservation: 'cr-0123456789abcdef0' }),
      capacityTimeoutMs: HUNT_MS,
      lifeMs: LIFE_MS - HUNT_MS,
    };
    return {
      id: { run: 'r', key: `s${at}`, attempt: 1 },
      asked,
      wantedFrom: Math.floor(this.#chance() * 30) * MINUTE,
      // One that never ends by itself is ended by its machine's expiry.
      workMs: this.#chance() < 0.1 ? Infinity : this.#chance() * 40 * MINUTE,
      startedAt: null,
      over: null,
    };
  }

  /** What machines, runners and GitHub do by themselves. */
  #work(now: Instant): void {
    for (const machine of this.#machines.values()) {
      if (!this.#sky.isUp(machine, now)) continue;
      const attempt = this.#attempts.find(({ id }) => id.key === machine.attempt.key);
      const heard = attempt === undefined ? null : this.#next(machine, attempt, now);
      if (heard !== null) this.#take(this.#kernel.hear(machine, heard, now), now);
    }
    this.#unknown(now);
    for (const attempt of this.#attempts) {
      const { startedAt, workMs } = attempt;
      if (startedAt !== null && attempt.over === null && now - startedAt >= workMs) {
        attempt.over = 'done';
      }
    }
  }

  /** A machine may prove itself before the answer that gave it has come, or although it never comes. */
  #unknown(now: Instant): void {
    for (const cloud of this.#sky.alive()) {
      const machine = this.#machines.get(cloud.machine);
      const isKnown = machine === undefined || machine.instance?.id === cloud.instance.id;
      if (isKnown || !this.#sky.isUp(cloud, now) || this.#chance() < 0.7) continue;
      const heard = { type: 'attested', instance: cloud.instance } as const;
      this.#take(this.#kernel.hear(machine, heard, now), now);
    }
  }

  #next(machine: Machine, attempt: Attempt, now: Instant): Heard | null {
    const { state, instance } = machine;
    if (instance === null || this.#chance() < 0.3) return null;
    switch (state.type) {
      case 'booting':
        // By now it costs something else.
        return { type: 'attested', instance: { ...instance, usdHour: 2 } };
      case 'dispatched':
        return { type: 'registered', runner: 1 };
      case 'registered':
        if (this.#chance() < 0.2) return { type: 'runner-lost' };
        if (attempt.over !== null) return null;
        this.#begins(attempt, machine, now);
        return { type: 'began' };
      default:
        return null;
    }
  }

  #begins(attempt: Attempt, { id }: Machine, now: Instant): void {
    const other = this.#runsOn.get(attempt);
    law('one machine an attempt', other === undefined || other === id, `${other} and ${id}`);
    this.#runsOn.set(attempt, id);
    attempt.startedAt ??= now;
  }

  #sweep(now: Instant): void {
    const instances = this.#chance() < 0.1 ? null : this.#sky.list(now);
    for (const { machine, state } of instances?.all ?? []) {
      if (state !== 'terminated') this.#shownAt.set(machine, now);
    }
    const seen: Observed = {
      instances,
      seenAt: now,
      candidates: () => [
        { region: 'r', type: 'g5.xlarge', zones: ['a', 'b'], family: 'G', usdHour: UNKNOWN },
        { region: 'r', type: 'g6.xlarge', zones: ['a', 'c'], family: 'G', usdHour: UNKNOWN },
        { region: 's', type: 'g5.xlarge', zones: ['d'], family: 'G', usdHour: UNKNOWN },
      ],
      whyNone: () => null,
      pools: [],
      closed: {
        isClosed: (pool, at) => keysOf(pool).some((key) => (this.#closed.get(key) ?? 0) > at),
      },
    };
    const kept = [...this.#machines.values()];
    const { machines, acts } = this.#kernel.reconcile(this.#wanted(now), kept, { seen, now });
    for (const machine of machines) this.#save(machine);
    // Killed after it wrote what it decided, or while it acts on it.
    for (const act of acts) if (this.#chance() < 0.95) this.#act(act, now);
  }

  #wanted(now: Instant): readonly Wanted[] {
    return this.#attempts
      .filter(({ wantedFrom, over }) => wantedFrom <= now && over === null)
      .map(({ id, asked }) => {
        this.#fresh += 1;
        return { attempt: id, asked, mayBeSpot: true, spot: null, fresh: `mlp-${this.#fresh}` };
      });
  }

  #save(machine: Machine): void {
    const { state, attempt, id, instance } = machine;
    const before = this.#machines.get(id);
    const bought = before?.instance ?? instance;
    law('the price at launch', bought?.usdHour === instance?.usdHour, id);
    if (state.type === 'gone' && before?.state.type !== 'gone') this.#holdGone(machine);
    this.#machines.set(id, machine);
    const live = [...this.#machines.values()].filter(
      (each) => each.attempt.key === attempt.key && each.state.type !== 'gone',
    );
    law('one row an attempt', live.length <= 1, live.map((each) => each.id).join());
  }

  #holdGone({ id, stateAt: now }: Machine): void {
    const clouds = this.#sky.clouds.filter((cloud) => cloud.machine === id);
    // What EC2 does not show yet is ended once it does.
    const isYoung = ({ launchedAt }: (typeof clouds)[number]) => now - launchedAt < 16 * MINUTE;
    const left = clouds.filter(({ endedAt }) => endedAt === null);
    law('gone is gone', left.every(isYoung), id);
    const isEnded = clouds.some((cloud) => isOver(cloud, now));
    const shownAt = this.#shownAt.get(id) ?? -Infinity;
    law('gone is gone', isEnded || now - shownAt >= 2 * MINUTE, `${id} was missed once`);
  }

  #take({ machine, acts }: Decision, now: Instant): void {
    this.#save(machine);
    for (const act of acts) if (this.#chance() < 0.95) this.#act(act, now);
  }

  #act(act: Act, now: Instant): void {
    switch (act.type) {
      case 'launch':
        return this.#launch(act, now);
      case 'terminate':
        return this.#sky.terminate(act.instance.id, now);
      case 'dispatch':
        return this.#dispatch(act.machine, now);
      case 'close':
        return this.#close(act.closing, now);
      case 'end-attempt':
        return this.#endAttempt(act.attempt.key, act.why.type);
      default:
    }
  }

  #launch({ machine: id, token, rung }: Extract<Act, { type: 'launch' }>, now: Instant): void {
    const machine = this.#machines.get(id);
    law('the row before the call', machine?.state.type === 'launching', id);
    law('a token an ask', !this.#asked.has(token), token);
    this.#asked.add(token);
    const expiresAt = machine?.expiresAt ?? 0;
    const answer = this.#sky.launch({ machine: id, token, rung, expiresAt }, now);
    // Answers may come late, when the row has gone on.
    const arrives = this.#chance() < 0.8 ? now : now + this.#chance() * 10 * MINUTE;
    this.#answers.push({ id, answer, arrives });
    this.#answer(now);
  }

  #dispatch(id: string, now: Instant): void {
    const machine = this.#machines.get(id);
    if (machine === undefined) return;
    this.#take(this.#kernel.hear(machine, { type: 'dispatched' }, now), now);
  }

  #endAttempt(key: string, why: string): void {
    const attempt = this.#attempts.find(({ id }) => id.key === key);
    if (attempt !== undefined) attempt.over ??= why;
  }

  #answer(now: Instant): void {
    for (const each of this.#answers.filter(({ arrives }) => arrives <= now)) {
      this.#answers.splice(this.#answers.indexOf(each), 1);
      const machine = this.#machines.get(each.id);
      if (machine === undefined || this.#chance() < 0.03) continue;
      this.#take(this.#kernel.answerLaunch(machine, each.answer, now), now);
    }
  }

  #close({ pools, scope, forMs }: Closing, now: Instant): void {
    for (const pool of pools) {
      const [own, family, market] = keysOf(pool);
      const key = { pool: own, family, market }[scope] ?? '';
      this.#closed.set(key, now + forMs);
    }
  }

  /** At every moment: nothing lives longer than it may. */
  #hold(now: Instant): void {
    // As every attempt here asks: so long to hunt, so long to live.
    const late = this.#sky
      .alive()
      .find(({ launchedAt }) => now > launchedAt + LIFE_MS + 5 * MINUTE);
    law('nothing outlives its expiry', late === undefined, late?.instance.id ?? '');
    for (const { id, state, stateAt } of this.#machines.values()) {
      const longest = LONGEST_STATE[state.type] ?? Infinity;
      law('every state has its end', now <= stateAt + longest + SLACK_MS, `${id} ${state.type}`);
    }
  }

  #isQuiet(): boolean {
    return (
      this.#attempts.every(({ over }) => over !== null) &&
      [...this.#machines.values()].every(({ state }) => state.type === 'gone') &&
      this.#sky.alive().length === 0
    );
  }

  #end(now: Instant): void {
    const given = this.#attempts.filter(({ over }) => over === null);
    law('every attempt ends', given.length === 0, `${given.length} at ${now}`);
  }
}

function keysOf({ region, type, zone, market, family }: FamilyPool): readonly string[] {
  return [`${type} ${zone} ${market}`, `${region} ${family} ${market}`, market];
}

function weatherOf(chance: Chance): Weather {
  const upTo = (most: number) => (chance() < 0.4 ? 0 : chance() * most);
  return {
    // A drought may last all day.
    refused: chance() < 0.1 ? 1 : upTo(0.9),
    throttled: upTo(0.5),
    lostAnswer: upTo(0.4),
    lostRequest: upTo(0.3),
    deadBoot: upTo(0.5),
    taken: upTo(0.6),
    fatal: upTo(0.1),
  };
}

function law(name: string, holds: boolean, about: string): void {
  if (!holds) throw new Error(`${name}: ${about}`);
}
