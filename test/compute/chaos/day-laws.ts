import { deepStrictEqual } from 'node:assert/strict';
import type { CreateFleetCommandInput } from '@aws-sdk/client-ec2';
import { attemptName } from '../../../app/compute/attempt-name.ts';
import type { AttemptId } from '../../../app/runtime/ports/attempts.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import type { LaunchOrder } from '../../../runner-provisioner/machine/launch-order.ts';
import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import type { Ec2 } from '../../doubles/ec2/open-ec2.ts';
import type { MachineView } from '../../doubles/ec2/seeded-region.ts';
import type { VirtualClock } from '../../doubles/github/clock.ts';
import type { DayGitHub } from './day-github.ts';
import type { DayMachine } from './day-machine.ts';
import { Laws } from './machine-laws.ts';
import { taleOf } from './tale-of.ts';

const MINUTE = 60_000;
/** Lists may fail for so long, and so long may nobody be there to look. */
const SLACK_MS = 15 * MINUTE;

type Watched = {
  readonly ec2: Ec2;
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly machines: readonly DayMachine[];
  readonly runs: readonly string[];
  /** Another number each time that runs or machines may have changed. */
  readonly writes: () => number;
  readonly github: DayGitHub;
  /** Since when every process lives and none was suspended. */
  readonly soundSince: () => number;
};

type Rows = {
  /** Every run is over. */
  readonly isOver: boolean;
  readonly machines: readonly Machine[];
  /** When attempts ended, by name; null: they have not. */
  readonly ends: ReadonlyMap<string, number | null>;
};

/** Holds what the store and EC2 say against the laws. */
export class DayLaws {
  readonly laws = new Laws();
  readonly #watched: Watched;
  readonly #began = new Map<string, string>();
  readonly #seenEnding = new Set<string>();
  #known: { readonly writes: number; readonly rows: Rows } | null = null;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Before EC2 is asked for a machine. */
  async asks({ machine: id, token }: LaunchOrder): Promise<void> {
    const state = (await this.#watched.store.machines.find(id))?.machine.state;
    // Another process may have gone on with the row while this one slept.
    const isWritten = state !== undefined && state.type !== 'requested';
    const asked = state?.type === 'launching' ? state.ask : null;
    this.laws.hold('the row before the call', isWritten, () => `${id} is ${state?.type}`);
    const isOf = asked === null || Number(token.slice(id.length + 1)) <= asked;
    this.laws.hold('the row before the call', isOf, () => `${token} for ask ${asked}`);
  }

  /** A machine has a job of this attempt, which the attempt had not before. */
  began(of: AttemptId, { instance }: DayMachine): void {
    const name = attemptName(of);
    const other = this.#began.get(name);
    const isFirst = other === undefined || other === instance;
    this.laws.hold('one machine an attempt', isFirst, () => `${name}: ${other} and ${instance}`);
    this.#began.set(name, instance);
  }

  /**
   * At every moment. Throws the law that was broken; else tells whether all is quiet: every run over, every machine gone,
   * nothing left at EC2.
   */
  async holdNow(): Promise<boolean> {
    const rows = await this.#rows();
    const alive = this.#instances().filter(isAlive);
    this.#holdRows(rows);
    this.#holdInstances(alive, rows);
    this.#holdAttempts(alive, rows);
    this.#holdJobs(rows);
    this.#throw();
    const isGone = rows.machines.every(({ state }) => state.type === 'gone');
    return alive.length === 0 && isGone && rows.isOver;
  }

  async neverEnds(warnings: readonly string[]): Promise<void> {
    const { machines, ends } = await this.#rows();
    const left = machines.filter(({ state }) => state.type !== 'gone');
    const open = [...ends].filter(([, at]) => at === null).map(([name]) => name);
    const told = [...open, ...left.map(({ id, state }) => `${id} ${JSON.stringify(state)}`)];
    this.laws.hold('every attempt ends', false, () => [...told, ...warnings.slice(-5)].join('\n'));
    this.#throw();
  }

  async wentWell(): Promise<void> {
    const results = await this.results();
    const isWell = results.every((result) => result.endsWith(' success'));
    this.laws.hold('calm days go well', isWell, () => results.join(', '));
    this.#throw();
  }

  async results(): Promise<readonly string[]> {
    const { runs, store } = this.#watched;
    const known = await Promise.all(runs.map((run) => store.runs.load(run)));
    return known.flatMap((run) => (run?.steps ?? []).map(({ key, result }) => `${key} ${result}`));
  }

  /** Over all that EC2 was asked. */
  holdCalls(): void {
    const tokens = new Map<string, unknown>();
    for (const { input } of this.#watched.ec2.requests.of('CreateFleet')) {
      // One that was refused before it was read.
      if (input === undefined) continue;
      const asked = input as CreateFleetCommandInput;
      const token = asked.ClientToken;
      const tags = (asked.TagSpecifications ?? []).flatMap(({ Tags = [] }) => Tags);
      const keys = new Set(tags.map(({ Key }) => Key));
      const isTagged = TAGS.every((key) => keys.has(key));
      this.laws.hold('whose it is', token !== undefined && isTagged, () => JSON.stringify(asked));
      const before = tokens.get(token ?? '');
      this.laws.hold(
        'a token an ask',
        before === undefined || isSame(before, asked),
        () => token ?? '',
      );
      tokens.set(token ?? '', asked);
    }
    const problems = this.#watched.ec2.problems();
    this.laws.hold('whose it is', problems.length === 0, () => JSON.stringify(problems));
    this.#throw();
  }

  #holdRows({ machines, ends }: Rows): void {
    const { clock } = this.#watched;
    for (const { id, attempt, state, stateAt } of machines) {
      const isGone = state.type === 'gone';
      const left = this.#instances().filter(
        (each) =>
          each.tags['mlp:machine'] === id &&
          isAlive(each) &&
          each.launchedAt < stateAt - 5 * MINUTE,
      );
      this.laws.hold('gone is gone', !isGone || left.length === 0, () => `${id} ${left[0]?.id}`);
      if (state.type !== 'ending' || this.#seenEnding.has(id)) continue;
      this.#seenEnding.add(id);
      const isWanted = ends.get(attemptName(attempt)) === null;
      const isNeedless = state.why.type === 'done' && isWanted;
      this.laws.hold('nothing ends that is wanted', !isNeedless, () => `${id} at ${clock.now()}`);
    }
    const working = machines.filter(({ state }) => state.type !== 'gone');
    const names = working.map(({ attempt }) => attemptName(attempt));
    const isOne = new Set(names).size === names.length;
    this.laws.hold('one machine an attempt', isOne, () => names.join(' '));
  }

  #holdInstances(alive: readonly MachineView[], { machines }: Rows): void {
    const now = this.#watched.clock.now();
    const working = machines.filter(({ state }) => state.type !== 'gone');
    const known = new Set(working.flatMap(({ id, instance }) => [id, instance?.id ?? '']));
    for (const each of alive) {
      const { id, tags, launchedAt } = each;
      const expiresAt = Date.parse(tags['mlp:expires-at'] ?? '');
      // Its tags come late.
      const isLate = now > (Number.isNaN(expiresAt) ? launchedAt : expiresAt) + SLACK_MS;
      this.laws.hold('nothing outlives its expiry', !isLate, () => this.#tale(each, machines));
      const isKnown = known.has(id) || known.has(tags['mlp:machine'] ?? '');
      const isYoung = now - launchedAt < 10 * MINUTE + SLACK_MS;
      this.laws.hold('a row answers', isKnown || isYoung, () => this.#tale(each, machines));
    }
  }

  #holdAttempts(alive: readonly MachineView[], { machines, ends }: Rows): void {
    const now = this.#watched.clock.now();
    const greeted = this.#watched.machines.filter(
      ({ instance, isGreeted, isOff }) =>
        isGreeted && !isOff && alive.some(({ id }) => id === instance),
    );
    const names = greeted.map(({ id }) => nameOf(machines, id));
    const isOne = new Set(names).size === names.length;
    this.laws.hold('one machine an attempt', isOne, () => `at EC2: ${names.join(' ')}`);
    for (const each of alive) {
      const { tags, launchedAt } = each;
      const endedAt = ends.get(nameOf(machines, tags['mlp:machine'] ?? '')) ?? null;
      const since =
        endedAt === null ? null : this.#knownSince(each, machines, Math.max(endedAt, launchedAt));
      const isIdle = since !== null && now - since > SLACK_MS;
      this.laws.hold('nothing is idle', !isIdle, () => this.#tale(each, machines));
    }
  }

  /** From when on the App can end it: EC2's answer may have been lost, and then lists alone tell of it. Null: not yet. */
  #knownSince({ id }: MachineView, machines: readonly Machine[], since: number): number | null {
    if (machines.some(({ instance }) => instance?.id === id)) return since;
    const lists = this.#watched.ec2.requests.of('DescribeInstances');
    return lists.find(({ at, outcome }) => outcome === 'done' && at > since)?.at ?? null;
  }

  /** What an attempt lost with its machine GitHub would show as running: it is told at once. */
  #holdJobs({ machines, ends }: Rows): void {
    const { clock, github, soundSince } = this.#watched;
    const isFinal = new Set(machines.flatMap((each) => (endedItsAttempt(each) ? [each.id] : [])));
    for (const { of, machine } of github.running()) {
      const endedAt = ends.get(attemptName(of)) ?? null;
      if (endedAt === null || !isFinal.has(machine)) continue;
      const since = Math.max(endedAt, soundSince());
      // Whoever ended it may have died before it told: then GitHub's side finds it by itself.
      const isOwed = endedAt >= soundSince() + MINUTE;
      const hangs = isOwed && clock.now() - since > 3 * MINUTE;
      this.laws.hold('no job hangs', !hangs, () => attemptName(of));
    }
  }

  /** Read anew where they may have changed: most moments change nothing. */
  async #rows(): Promise<Rows> {
    const writes = this.#watched.writes();
    if (this.#known?.writes === writes) return this.#known.rows;
    const rows = await this.#read();
    this.#known = { writes, rows };
    return rows;
  }

  async #read(): Promise<Rows> {
    const { store, runs } = this.#watched;
    const machines = await Promise.all(runs.map((run) => store.machines.ofRun(run)));
    const known = await Promise.all(runs.map((run) => store.runs.load(run)));
    const ends = known.flatMap((run) =>
      (run?.attempts ?? []).map(({ key, number, endedAt }): [string, number | null] => [
        attemptName({ run: run?.header.id ?? '', key, attempt: number }),
        endedAt,
      ]),
    );
    const isOver = known.every((run) => run?.header.endedAt != null);
    return { isOver, machines: machines.flat().map(({ machine }) => machine), ends: new Map(ends) };
  }

  #instances(): readonly MachineView[] {
    return this.#watched.ec2.region('us-east-1').instances();
  }

  #tale(instance: MachineView, machines: readonly Machine[]): string {
    const { ec2, clock } = this.#watched;
    return taleOf(instance, { machines, requests: ec2.requests.list(), now: clock.now() });
  }

  #throw(): void {
    if (this.laws.broken !== null) throw this.laws.broken;
  }
}

const TAGS = ['mlp:controller', 'mlp:machine', 'mlp:attempt', 'mlp:expires-at'];

function endedItsAttempt({ state }: Machine): boolean {
  return (state.type === 'ending' || state.type === 'gone') && state.why.isFinal;
}

function isAlive({ state }: MachineView): boolean {
  return state === 'pending' || state === 'running';
}

function nameOf(machines: readonly Machine[], id: string): string {
  const machine = machines.find((each) => each.id === id);
  return machine === undefined ? id : attemptName(machine.attempt);
}

function isSame(one: unknown, other: unknown): boolean {
  try {
    deepStrictEqual(one, other);
    return true;
  } catch {
    return false;
  }
}
