import { LIST_PRICES } from '../../../runner-provisioner/types/price-list.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import type { AttemptId } from '../../../app/runtime/ports/attempts.ts';
import { KeyedMutex } from '../../../app/runtime/keyed-mutex.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { IdentityAuthority } from '../../doubles/ec2/imds/identity-authority.ts';
import { openEc2, type Ec2 } from '../../doubles/ec2/open-ec2.ts';
import { Dice } from '../../doubles/ec2/state/dice.ts';
import { VirtualClock } from '../../doubles/github/clock.ts';
import type { ComputeParts } from './compute-parts.ts';
import { DayGitHub } from './day-github.ts';
import { DayLaws } from './day-laws.ts';
import { DayMachine } from './day-machine.ts';
import type { Fate, Life } from './life.ts';
import { Replica } from './replica.ts';
import { startRuns } from './start-runs.ts';
import { blow, clear, moodsOf, slownessOf, type Moods } from './weather.ts';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 10, 29, 12);
const HOUR = 60 * MINUTE;
/** The weather clears, so that what is left must end. */
const BAD_MS = 90 * MINUTE;
const LONGEST_MS = 16 * HOUR;
/** Two looks of the App, and a process that was not there at one of them. */
const TIDY_MS = HOUR;
const REPLICAS = 2;
/** Its key takes long to make. */
const AUTHORITY = new IdentityAuthority();

export type DayOrder = {
  readonly seed: number;
  readonly parts: ComputeParts;
  /** Nothing goes wrong, but for what is said here. */
  readonly isCalm: boolean;
  /** EC2 lists no machines for minutes, from the moment that the first is up: each run must end well all the same. */
  readonly isUnlisted?: boolean;
  /** EC2 ends the first machine minutes after its launch, when it is at work: its step must end well all the same. */
  readonly isLost?: boolean;
  /** The answer about the first machine is lost, it never boots, and EC2 lists nothing for half an hour after the second one is up. */
  readonly isHidden?: boolean;
  /** Of each run; left out: as chance has it. */
  readonly steps?: number;
  /** How long each step works; left out: as chance has it. */
  readonly workMs?: number;
  /** Of the first process of the App. */
  readonly fate?: Fate;
};

export type DayEnd = {
  /** How the steps ended, by key. */
  readonly results: readonly string[];
  /** What the first process called until it died, or all of it. */
  readonly calls: readonly string[];
  readonly machines: number;
};

/** A day of machines on the whole App layer, in virtual time. Throws a `BrokenLaw`. */
export async function tryMachineDay(order: DayOrder): Promise<DayEnd> {
  const day = await MachineDay.open(order);
  try {
    return await day.run();
  } finally {
    await day.close();
  }
}

type Opened = {
  readonly ec2: Ec2;
  readonly clock: VirtualClock;
  readonly stores: readonly Store[];
  readonly blobs: Awaited<ReturnType<typeof openFolderBlobStore>>;
  readonly folder: string;
};

class MachineDay {
  readonly #order: DayOrder;
  readonly #opened: Opened;
  readonly #dice: Dice;
  readonly #chance: Dice;
  readonly #moods: Moods;
  readonly #github = new DayGitHub();
  readonly #laws: DayLaws;
  readonly #machines: DayMachine[];
  readonly #replicas: (Replica | null)[] = [];
  /** Of all processes that were. */
  readonly #lives: Life[] = [];
  readonly #turns = new KeyedMutex();
  readonly #first: Replica;
  readonly #runs: string[] = [];
  readonly #warnings: string[] = [];
  #quietAt: number | null = null;
  #awayAt = 0;

  private constructor(order: DayOrder, opened: Opened, machines: DayMachine[]) {
    this.#order = order;
    this.#opened = opened;
    this.#machines = machines;
    this.#dice = new Dice(order.seed);
    this.#chance = new Dice(order.seed + 7919);
    this.#moods = moodsOf(this.#chance);
    const { ec2, clock, stores } = opened;
    this.#laws = new DayLaws({
      ec2,
      clock,
      machines,
      store: storeAt(stores, 0),
      runs: this.#runs,
      writes: () => this.#lives.reduce((sum, { writes }) => sum + writes, 0),
      github: this.#github,
      soundSince: () => this.#soundSince(),
    });
    for (let at = 0; at < REPLICAS; at += 1) this.#replicas.push(this.#openReplica(at));
    const [first] = this.#replicas;
    if (first == null) throw new Error('There is no process.');
    this.#first = first;
    if (order.fate !== undefined) first.life.meets(order.fate);
  }

  static async open(order: DayOrder): Promise<MachineDay> {
    const clock = new VirtualClock(BEGIN);
    const machines: DayMachine[] = [];
    const days: MachineDay[] = [];
    const dice = new Dice(order.seed + 104_729);
    const ec2 = await openEc2({
      clock,
      seed: order.seed,
      authority: AUTHORITY,
      ...(!order.isCalm && { knobs: slownessOf(dice) ?? {} }),
      boot: async (boot) => {
        const [day] = days;
        if (day === undefined) throw new Error('It boots before the day begins.');
        const { machine, whole } = await DayMachine.boot(day.#around(), boot);
        if (order.isUnlisted === true && machines.length === 0) listNothing(ec2, 40);
        if (order.isHidden === true && machines.length === 0) listNothing(ec2, 130);
        machines.push(machine);
        return whole;
      },
    });
    leadTo(ec2);
    if (order.isLost === true) loseFirst(ec2);
    if (order.isHidden === true) hideFirst(ec2);
    const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mlp-day-'));
    const file = { sqliteFile: join(folder, 'state.db') };
    const stores: Store[] = [];
    for (let at = 0; at < REPLICAS; at += 1) stores.push(await openStore(file));
    const blobs = await openFolderBlobStore(join(folder, 'objects'), { fsync: false });
    const day = new MachineDay(order, { ec2, clock, stores, blobs, folder }, machines);
    days.push(day);
    return day;
  }

  async run(): Promise<DayEnd> {
    const { clock } = this.#opened;
    const { isCalm } = this.#order;
    await this.#start();
    const end = clock.now() + LONGEST_MS;
    const clears = clock.now() + BAD_MS;
    for (let isClear = isCalm; ;) {
      if (!isClear && clock.now() >= clears) {
        isClear = true;
        clear(this.#opened);
      }
      if (!isClear) this.#blow();
      await this.#pass();
      if ((await this.#laws.holdNow()) && this.#isTidy()) break;
      if (clock.now() > end) await this.#laws.neverEnds(this.#warnings);
    }
    if (isCalm) await this.#laws.wentWell();
    this.#laws.holdCalls();
    return {
      results: await this.#laws.results(),
      calls: this.#first.life.calls,
      machines: this.#machines.length,
    };
  }

  async close(): Promise<void> {
    for (const replica of this.#replicas) replica?.kill();
    const { ec2, stores, folder } = this.#opened;
    await ec2.close();
    for (const store of stores) await store.close();
    await rm(folder, { recursive: true, force: true });
  }

  /** A few seconds, up to half a minute. */
  async #pass(): Promise<void> {
    const { clock, stores } = this.#opened;
    clock.advance(2000 + Math.floor(this.#dice.next() * 24_000));
    await this.#settle();
    this.#replicas.forEach((replica, at) => {
      if (replica?.life.isDead !== true) {
        if (replica === null && this.#dice.next() < 0.4) this.#replicas[at] = this.#openReplica(at);
        return;
      }
      replica.kill();
      this.#replicas[at] = null;
    });
    for (const machine of this.#machines) machine.step();
    await this.#settle();
    await this.#github.dispatch(storeAt(stores, 0).dispatches, clock.now());
    await this.#settle();
  }

  /** The last moment that a process was away, or what had been done to it could be felt. */
  #soundSince(): number {
    const isAway = this.#replicas.some((each) => each === null || each.life.isDead);
    if (isAway) this.#awayAt = this.#opened.clock.now();
    return Math.max(this.#awayAt, ...this.#lives.map(({ troubledUntil }) => troubledUntil));
  }

  /** Whether GitHub has no runner any more, which may take two looks of the App. */
  #isTidy(): boolean {
    const { clock } = this.#opened;
    const left = this.#github.left();
    this.#quietAt ??= clock.now();
    const isLate = clock.now() > this.#quietAt + TIDY_MS;
    const names = () => left.map(({ name }) => name).join(' ');
    this.#laws.laws.hold('no runner is left', left.length === 0 || !isLate, names);
    return left.length === 0;
  }

  #blow(): void {
    const { ec2 } = this.#opened;
    blow({
      moods: this.#moods,
      ec2,
      dice: this.#dice,
      noticed: (id) => {
        for (const machine of this.#machines) machine.isNoticed ||= machine.instance === id;
      },
      strike: (fate) => this.#anyReplica()?.life.meets(fate),
      retireRunners: () => this.#github.retire(),
    });
  }

  async #start(): Promise<void> {
    const { runtime } = this.#replicas[1] ?? this.#first;
    this.#runs.push(...(await startRuns(runtime, this.#dice, this.#order)));
  }

  #around() {
    const { clock } = this.#opened;
    return {
      github: this.#github,
      machines: this.#machines,
      laws: this.#laws.laws,
      replica: () => this.#anyReplica(),
      now: () => clock.now(),
      workMs: (_of: AttemptId) =>
        this.#order.workMs ?? Math.floor((1 + this.#chance.next() * 12) * MINUTE),
      began: (of: AttemptId, machine: DayMachine) => this.#laws.began(of, machine),
      hasIntruder: () => this.#chance.next() < 0.3,
    };
  }

  #anyReplica(): Replica | null {
    const alive = this.#replicas.filter((each) => each !== null && !each.life.isDead);
    return alive[Math.floor(this.#chance.next() * alive.length)] ?? null;
  }

  #openReplica(at: number): Replica {
    const { ec2, clock, stores, blobs } = this.#opened;
    const region = ec2.region('us-east-1');
    const settings = {
      name: 'us-east-1',
      subnets: [region.subnet('a'), region.subnet('b')],
      securityGroup: region.network.groups[0]?.GroupId ?? '',
      instanceProfile: null,
      image: null,
    };
    const replica = new Replica({
      parts: this.#order.parts,
      store: storeAt(stores, at),
      turns: this.#turns,
      blobs,
      clock,
      dice: this.#chance,
      github: this.#github,
      settings: { regions: [settings], types: ['g5.*', 'g6.*'], tags: {}, pricing: LIST_PRICES },
      certificates: { 'us-east-1': AUTHORITY.certificate },
      asks: (order) => this.#laws.asks(order),
      warn: (message) => void this.#warnings.push(message),
    });
    this.#lives.push(replica.life);
    return replica;
  }

  /** Until nothing more happens without time passing. */
  async #settle(): Promise<void> {
    const lives = () => this.#replicas.flatMap((each) => each?.life ?? []);
    for (let still = 0, last = -1; still < 3;) {
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const calls = lives().reduce((sum, each) => sum + each.calls.length, 0);
      const isOpen = lives().some(({ open }) => open > 0);
      still = calls === last && !isOpen ? still + 1 : 0;
      last = calls;
    }
    for (const each of this.#opened.ec2.region('us-east-1').instances()) await each.settled();
  }
}

function storeAt(stores: readonly Store[], at: number): Store {
  const store = stores[at];
  if (store === undefined) throw new Error(`There is no store ${at}.`);
  return store;
}

/** Long enough for an app that takes no list for an empty one. */
function listNothing({ refusals }: Ec2, times: number): void {
  const refusal = { code: 'RequestLimitExceeded', status: 503 };
  refusals.rule({ operation: 'DescribeInstances', refusal, times });
}

function hideFirst(ec2: Ec2): void {
  const region = ec2.region('us-east-1');
  region.next({ neverBoots: true });
  region.orphanNextFleet();
}

function loseFirst(ec2: Ec2): void {
  const code = 'Server.InternalError';
  const reason = { Code: code, Message: code };
  ec2.region('us-east-1').next({ ends: { afterMs: 3 * MINUTE, reason } });
}

/** Amazon's SDK reads its environment, and asks once: each answer that is lost is lost. */
function leadTo(ec2: Ec2): void {
  const { accessKeyId, secretAccessKey } = ec2.credentials();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_EC2: ec2.url,
    AWS_ENDPOINT_URL_PRICING: ec2.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
  });
}
