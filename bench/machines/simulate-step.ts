import { answerLaunch } from '../../runner-provisioner/machine/answer-launch.ts';
import { ClosedPools } from '../../runner-provisioner/machine/closed-pools.ts';
import type { Act, Decision } from '../../runner-provisioner/machine/decision.ts';
import { hear, type Heard } from '../../runner-provisioner/machine/hear.ts';
import type { Instant, Machine } from '../../runner-provisioner/machine/machine.ts';
import type { Observed } from '../../runner-provisioner/machine/seen.ts';
import { reconcile } from '../../runner-provisioner/reconcile.ts';
import { FairSky, TIMES, type Cloud } from './fair-sky.ts';

export type SimulatedStep = {
  readonly workMs: number;
  readonly checkpointMs: number;
  readonly lossesPerHour: number;
  /** Whether EC2 says so before it takes a machine back. */
  readonly hasNotice: boolean;
};

export type StepStory = { readonly clouds: readonly Cloud[]; readonly lostMs: readonly number[] };

/** As app/compute sweeps, lists and lets machines ask. */
const SWEEP_MS = 2000;
const LIST_MS = 10_000;
const POLL_MS = 3000;
const HOUR = 3_600_000;
const NO_PRICE = { onDemand: null, spot: null };
/** As `retry.escalate` has it where nothing is said. */
const MOST_SPOT = 2;

/** One step from its first order until it is done, by the kernel itself, in time that is counted and not waited for. */
export function simulateStep(step: SimulatedStep, chance: () => number): StepStory {
  return new Story(step, chance).tell();
}

class Story {
  readonly #step: SimulatedStep;
  readonly #sky: FairSky;
  readonly #closed = new ClosedPools();
  readonly #machines = new Map<string, Machine>();
  readonly #lostMs: number[] = [];
  #seen: Pick<Observed, 'instances' | 'seenAt'> = { instances: null, seenAt: -LIST_MS };
  #attempt = 1;
  #savedMs = 0;
  #nextAt: Instant = 0;
  #fresh = 0;

  constructor(step: SimulatedStep, chance: () => number) {
    this.#step = step;
    this.#sky = new FairSky(chance, step.lossesPerHour);
  }

  tell(): StepStory {
    const { workMs } = this.#step;
    for (let now = 0; now < 1000 * HOUR; now += SWEEP_MS) {
      this.#sky.pass(now);
      for (const machine of this.#machines.values()) this.#act(machine, now);
      this.#sweep(now);
      const isLeft = this.#sky.clouds.some(({ endedAt }) => endedAt === null);
      if (this.#savedMs >= workMs && !isLeft) {
        return { clouds: this.#sky.clouds, lostMs: this.#lostMs };
      }
    }
    throw new Error('The step never ends.');
  }

  /** What the machine, its runner and GitHub do by themselves. */
  #act(machine: Machine, now: Instant): void {
    const cloud = this.#sky.of(machine.id);
    if (cloud === undefined || !isUp(cloud, now) || this.#nextAt > now) return;
    switch (machine.state.type) {
      case 'booting':
        this.#nextAt = now + TIMES.dispatchMs + POLL_MS;
        return this.#hear(machine, { type: 'attested', instance: cloud.instance }, now);
      case 'attested':
        return this.#hear(machine, { type: 'dispatched' }, now);
      case 'dispatched':
        this.#nextAt = now + TIMES.jobMs;
        return this.#hear(machine, { type: 'registered', runner: 1 }, now);
      case 'registered':
        cloud.beganAt = now;
        return this.#hear(machine, { type: 'began' }, now);
      case 'running':
        return this.#work(machine, cloud, now);
      default:
    }
  }

  #work(machine: Machine, cloud: Cloud, now: Instant): void {
    if (cloud.stoppedAt !== null) return;
    const { workMs, hasNotice } = this.#step;
    const doneMs = this.#savedMs + now - (cloud.beganAt ?? now);
    const isTold = hasNotice && now >= cloud.takenAt - TIMES.noticeMs;
    if (doneMs < workMs && !isTold) return;
    cloud.stoppedAt = now;
    this.#savedMs = Math.min(workMs, doneMs);
    if (doneMs >= workMs) return;
    this.#hear(machine, { type: 'notice' }, now);
    this.#lost(0);
  }

  #sweep(now: Instant): void {
    if (now - this.#seen.seenAt >= LIST_MS) {
      this.#seen = { instances: this.#sky.list(now), seenAt: now };
    }
    const zones = ['a', 'b', 'c'];
    const seen: Observed = {
      ...this.#seen,
      candidates: () => [{ region: 'r', type: 'g5.xlarge', zones, family: 'G', usdHour: NO_PRICE }],
      whyNone: () => null,
      pools: [],
      closed: this.#closed,
    };
    const isWanted = this.#savedMs < this.#step.workMs;
    const kept = [...this.#machines.values()];
    const { machines, acts } = reconcile(isWanted ? [this.#wanted()] : [], kept, { seen, now });
    for (const machine of machines) this.#machines.set(machine.id, machine);
    for (const act of acts) this.#perform(act, now);
  }

  #wanted() {
    this.#fresh += 1;
    return {
      attempt: { run: 'r', key: 's', attempt: this.#attempt },
      asked: { ...ASKED, lifeMs: 2 * this.#step.workMs + HOUR },
      mayBeSpot: this.#lostMs.length < MOST_SPOT,
      spot: null,
      fresh: `mlp-${this.#fresh}`,
    };
  }

  #perform(act: Act, now: Instant): void {
    if (act.type === 'launch') {
      const machine = this.#machines.get(act.machine);
      if (machine !== undefined)
        this.#take(answerLaunch(machine, this.#sky.launch(act, now), now), now);
    } else if (act.type === 'terminate') this.#sky.terminate(act.instance.id, now);
    else if (act.type === 'close') this.#closed.close(act.closing, now);
    else if (act.type === 'end-attempt' && act.attempt.attempt === this.#attempt) this.#vanished();
  }

  /** What it had saved by the clock is kept, the rest is done again. */
  #vanished(): void {
    const cloud = this.#sky.clouds.at(-1);
    if (cloud?.beganAt == null || cloud.endedAt === null) return;
    cloud.stoppedAt = cloud.endedAt;
    const doneMs = cloud.endedAt - cloud.beganAt;
    const { checkpointMs } = this.#step;
    const keptMs = Math.floor(doneMs / checkpointMs) * checkpointMs;
    this.#savedMs += keptMs;
    this.#lost(doneMs - keptMs);
  }

  #lost(ms: number): void {
    this.#lostMs.push(ms);
    this.#attempt += 1;
  }

  #hear({ id }: Machine, heard: Heard, now: Instant): void {
    const machine = this.#machines.get(id);
    if (machine !== undefined) this.#take(hear(machine, heard, now), now);
  }

  #take({ machine, acts }: Decision, now: Instant): void {
    this.#machines.set(machine.id, machine);
    for (const act of acts) this.#perform(act, now);
  }
}

function isUp({ bootsAt, endedAt }: Cloud, now: Instant): boolean {
  return endedAt === null && bootsAt <= now;
}

const ASKED = {
  gpu: null,
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  maxPrice: null,
  spot: 'prefer',
  capacityTimeoutMs: HOUR,
} as const;
