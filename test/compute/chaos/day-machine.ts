import type { AttemptId } from '../../../app/runtime/ports/attempts.ts';
import type { Instant } from '../../../app/domain/run/run.ts';
import { MachineRefusal } from '../../../app/runtime/ports/hosted/machine-talk.ts';
import type { BootOrder, Machine } from '../../doubles/ec2/boot/boot.ts';
import { ended } from '../../support/script-host.ts';
import type { DayGitHub } from './day-github.ts';
import type { Laws } from './machine-laws.ts';
import type { Replica } from './replica.ts';

const MINUTE = 60_000;
const IDLE_OFF_MS = 20 * MINUTE;
const MOST_HELLOS = 30;

export type Around = {
  readonly github: DayGitHub;
  readonly laws: Laws;
  /** One that answers; null: none does. */
  readonly replica: () => Replica | null;
  readonly now: () => Instant;
  readonly workMs: (of: AttemptId) => number;
  readonly began: (of: AttemptId, machine: DayMachine) => void;
  readonly machines: readonly DayMachine[];
  /** Whether whoever is on it says hello too. */
  readonly hasIntruder: () => boolean;
};

type Job = { readonly of: AttemptId; readonly endsAt: Instant; hasBegun: boolean };

/** A machine in this process that does what user-data does (runner-provisioner/boot/user-data.sh), each time the day goes on. */
export class DayMachine {
  readonly id: string;
  readonly instance: string;
  isGreeted = false;
  /** EC2 has told it that it will be taken. */
  isNoticed = false;
  readonly #around: Around;
  readonly #expiresAt: Instant;
  readonly #identity: string;
  readonly #token: string;
  #offAt: Instant;
  #nextAt = 0;
  #hellos = 0;
  #isBusy = false;
  #isOff = false;
  #hasTold = false;
  #version: string | null = null;
  #job: Job | null = null;
  #isRunning = false;
  /** What the runner ended with, until the App has heard it. */
  #exit: number | null = null;
  #powerOff: () => void = () => {};

  private constructor(around: Around, order: BootOrder, facts: Facts) {
    this.#around = around;
    this.id = facts.machine;
    this.instance = order.instanceId;
    this.#expiresAt = Date.parse(facts.expiresAt);
    this.#identity = facts.identity;
    this.#token = `token-of-${order.instanceId}-which-nobody-else-has`;
    this.#offAt = around.now() + IDLE_OFF_MS;
  }

  static async boot(around: Around, order: BootOrder) {
    const machine = new DayMachine(around, order, await factsOf(order.metadataUrl));
    const whole: Machine = {
      poweredOff: new Promise((resolve) => {
        machine.#powerOff = resolve;
      }),
      kill: async () => void (machine.#isOff = true),
    };
    return { machine, whole };
  }

  get isOff(): boolean {
    return this.#isOff;
  }

  /** Goes on, unless it still waits for an answer. */
  step(): void {
    const now = this.#around.now();
    if (this.#isOff) return;
    if (now >= this.#expiresAt || now >= this.#offAt) return this.#off();
    if (this.#isBusy || now < this.#nextAt) return;
    this.#isBusy = true;
    void this.#goOn(now);
  }

  async #goOn(now: Instant): Promise<void> {
    const replica = this.#around.replica();
    if (replica === null) {
      this.#isBusy = false;
      return;
    }
    // No answer, or one that says no: it asks again.
    const act = this.isGreeted ? this.#work(replica, now) : this.#hello(replica);
    await Promise.race([act.catch(() => {}), replica.died]);
    this.#isBusy = false;
  }

  async #hello({ machines }: Replica): Promise<void> {
    this.#hellos += 1;
    if (this.#hellos > MOST_HELLOS) return this.#off();
    this.#nextAt = this.#around.now() + 10_000;
    const message = { identity: this.#identity, gpus: 1, bootMs: 30_000 };
    await machines.hello(this.id, { ...message, token: this.#token });
    this.isGreeted = true;
    if (this.#around.hasIntruder()) await this.#intrude(machines);
  }

  /** Whoever is on it has its document, and speaks for it too, or for a machine that has not said hello. */
  async #intrude(machines: Replica['machines']): Promise<void> {
    const others = this.#around.machines.filter(({ isGreeted }) => !isGreeted);
    for (const id of [this.id, ...others.map((other) => other.id)]) {
      const token = 'a-token-of-whoever-is-on-it-too';
      const message = { identity: this.#identity, token, gpus: 1, bootMs: 30_000 };
      const isTaken = await machines.hello(id, message).then(
        () => true,
        (error: unknown) => !(error instanceof Error && error.name === MachineRefusal.name),
      );
      this.#around.laws.hold('one voice a machine', !isTaken, () => id);
    }
  }

  async #work(replica: Replica, now: Instant): Promise<void> {
    const { machines } = replica;
    if (!(await machines.isToken(this.id, this.#token))) throw new Error('refused');
    if (this.isNoticed && !this.#hasTold) {
      await machines.event(this.id, { type: 'notice', text: '' });
      this.#hasTold = true;
    }
    if (this.#job !== null) await this.#runJob(replica, this.#job, now);
    if (this.#exit !== null) {
      await machines.event(this.id, { type: 'runner-exit', text: String(this.#exit) });
      this.#exit = null;
    }
    const state = this.#isRunning ? 'running' : 'waiting';
    for (const line of await machines.poll(this.id, { state, usage: '' })) this.#obey(line);
  }

  #obey(line: string): void {
    const [word, argument = ''] = line.split(' ');
    switch (word) {
      case 'wait':
        this.#nextAt = this.#around.now() + Number(argument) * 1000;
        return;
      case 'began':
        if (this.#isRunning) this.#offAt = Infinity;
        return;
      case 'runner':
        this.#version = argument;
        return;
      case 'run':
        if (!this.#isRunning && this.#version !== null) this.#start(argument, this.#version);
        return;
      case 'stop':
        return this.#off();
      default:
    }
  }

  #start(configuration: string, version: string): void {
    const found = this.#around.github.run(configuration, version);
    if (found === 'none' || found === 'too-old') return this.#endRunner(found === 'none' ? 0 : 7);
    this.#isRunning = true;
    const endsAt = this.#around.now() + this.#around.workMs(found);
    this.#job = { of: found, endsAt, hasBegun: false };
  }

  async #runJob({ runtime }: Replica, job: Job, now: Instant): Promise<void> {
    const { of } = job;
    const state = await runtime.heartbeat(of);
    if (state.type !== 'wanted') {
      if (state.type === 'cancel') await runtime.report(of, ended({ status: 'cancelled' }));
      return this.#endJob();
    }
    if (!job.hasBegun) {
      this.#around.began(of, this);
      await runtime.report(of, { type: 'started', at: now, resumedFrom: null });
      job.hasBegun = true;
    }
    if (now < job.endsAt) return;
    await runtime.report(of, ended({ status: 'succeeded' }));
    this.#endJob();
  }

  #endJob(): void {
    if (this.#job !== null) this.#around.github.end(this.#job.of);
    this.#job = null;
    this.#endRunner(0);
  }

  #endRunner(code: number): void {
    this.#isRunning = false;
    this.#exit = code;
    this.#offAt = this.#around.now() + IDLE_OFF_MS;
  }

  #off(): void {
    this.#isOff = true;
    this.#powerOff();
  }
}

type Facts = { readonly machine: string; readonly expiresAt: string; readonly identity: string };

async function factsOf(url: string): Promise<Facts> {
  const asked = await fetch(`${url}/latest/api/token`, {
    method: 'PUT',
    headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '300' },
  });
  const headers = { 'X-aws-ec2-metadata-token': await asked.text() };
  const get = async (path: string) => {
    const answer = await fetch(`${url}/latest/${path}`, { headers });
    if (!answer.ok) throw new Error(`The metadata service answers ${answer.status} for ${path}.`);
    return answer.text();
  };
  return {
    machine: await get('meta-data/tags/instance/mlp:machine'),
    expiresAt: await get('meta-data/tags/instance/mlp:expires-at'),
    identity: await get('dynamic/instance-identity/rsa2048'),
  };
}
