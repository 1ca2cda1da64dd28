import type { PriceShelf } from '../../../runner-provisioner/price-shelf.ts';
import { monotonicFactory } from 'ulid';
import type { Machines } from '../../../app/compute/open-machines.ts';
import { wishOf } from '../../../app/compute/wish/wish-of.ts';
import { createRuntime } from '../../../app/runtime/create-runtime.ts';
import type { StepHost } from '../../../app/runtime/ports/host.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import type { KeyedMutex } from '../../../app/runtime/keyed-mutex.ts';
import type { Runtime, RuntimeDeps } from '../../../app/runtime/runtime.ts';
import { openSky } from '../../../runner-provisioner/aws/open-sky.ts';
import type { LaunchOrder } from '../../../runner-provisioner/machine/launch-order.ts';
import type { Sky } from '../../../runner-provisioner/sky.ts';
import type { SkySettings } from '../../../runner-provisioner/sky-settings.ts';
import type { Dice } from '../../doubles/ec2/state/dice.ts';
import type { VirtualClock } from '../../doubles/github/clock.ts';
import { anId, anOrder } from '../../support/rows.ts';
import { ended } from '../../support/script-host.ts';
import type { ComputeParts } from './compute-parts.ts';
import type { DayGitHub } from './day-github.ts';
import { Life } from './life.ts';
import { aComparer } from '../../support/a-comparer.ts';

export type ReplicaDeps = {
  readonly parts: ComputeParts;
  readonly store: Store;
  /** Which calls of the store wait for each other, whichever process they are of. */
  readonly turns: KeyedMutex;
  readonly blobs: RuntimeDeps['blobs'] & { readonly missing: RuntimeDeps['lost'] };
  readonly clock: VirtualClock;
  readonly dice: Dice;
  readonly github: DayGitHub;
  readonly settings: SkySettings;
  readonly certificates: Sky['certificates'];
  /** Told before EC2 is asked for a machine. */
  readonly asks: (order: LaunchOrder) => Promise<void>;
  readonly warn: (message: string) => void;
};

/** One process of the App, as far as machines need it: the real runtime, machines and EC2's adapters, which can die. */
export class Replica {
  readonly life: Life;
  readonly runtime: Runtime;
  readonly machines: Machines;
  readonly #stop = new AbortController();
  readonly #skies: Sky[] = [];

  constructor(deps: ReplicaDeps) {
    const { clock, github, parts, dice } = deps;
    this.life = new Life(clock, deps.turns);
    const store = this.life.part(deps.store, 'store');
    const owner = { id: anId(), isKnownDead: () => false };
    const warn = (message: string) => void (this.life.isDead || deps.warn(message));
    const nextId = monotonicFactory(() => dice.next());
    const runtime: Runtime = createRuntime({
      store,
      blobs: deps.blobs,
      lost: deps.blobs.missing,
      host: hostOf(store, clock, { runtime: () => runtime, wake: () => this.machines.wake() }),
      secrets: { read: async () => ({}), whereToPut: 'nowhere' },
      logs: { append: async () => {} },
      comparer: aComparer(store, deps.blobs),
      repository: { baseCommits: async () => [] },
      clock,
      chance: () => dice.next(),
      ids: { run: () => anId() },
      owner,
      warn,
      scope: 'all',
    });
    this.runtime = runtime;
    this.machines = parts.openMachines({
      store,
      owner,
      clock,
      warn,
      runners: this.life.part(github.runners(), 'runners'),
      freshId: () => `mlp-${nextId(clock.now()).toLowerCase()}`,
      read: (run) => runtime.read(run),
      report: (of, report) => runtime.report(of, report),
      tell: (run, event) => runtime.handle(run, event),
      note: async () => {},
      look: (of) => this.life.call('look', async () => github.end(of)),
      sky: () => this.#openSky(deps, store),
    });
    const { signal } = this.#stop;
    void runtime.work(signal).catch((error: unknown) => warn(String(error)));
    void this.machines.work(signal).catch((error: unknown) => warn(String(error)));
  }

  get died(): Promise<void> {
    return this.life.died;
  }

  /** Takes it away, with what it holds of the operating system's. */
  kill(): void {
    this.life.end();
    this.#stop.abort();
    for (const sky of this.#skies) sky.close();
  }

  async #openSky(deps: ReplicaDeps, store: Store): Promise<Sky> {
    const { settings, certificates, clock, asks } = deps;
    const controller = await store.machines.controller();
    const opened = await this.life.call('sky', () =>
      openSky(settings, {
        controller,
        former: [],
        certificates,
        shelf: shelfOf(deps),
        appUrl: 'https://mlp.example.com',
        now: clock.now(),
        pause: (ms) => this.life.sleeps(ms),
        warn: (message) => void (this.life.isDead || deps.warn(message)),
      }),
    );
    this.#skies.push(opened);
    const launch: Sky['launch'] = async (order) => {
      await asks(order);
      return opened.launch(order);
    };
    return this.life.part({ ...opened, launch }, 'sky');
  }
}

/** Orders attempts on machines, as app/github/dispatch/actions-host.ts does. */
function hostOf(
  store: Store,
  clock: VirtualClock,
  { runtime, wake }: { readonly runtime: () => Runtime; readonly wake: () => void },
): StepHost {
  return {
    lifetime: 'own',
    start: async ({ ticket, ...of }) => {
      const known = await runtime().read(of.run);
      const step = known?.plan.steps.find(({ id }) => id === ticket.step.id);
      const hosted = known?.header.hosted;
      if (step === undefined || hosted === undefined) throw new Error(`${of.run} has no such step`);
      const answer = await wishOf(
        { history: store.history, read: (run) => runtime().read(run) },
        of,
        { step, hosted },
      );
      if (!answer.ok) throw new Error(answer.message);
      const hint = `${of.run}-${of.key}-${of.attempt}`;
      const job = { hint, ticket, machine: answer.wish, orderedAt: clock.now() };
      await store.dispatches.order(anOrder(of, job));
      wake();
    },
    cancel: async ({ run, key, attempt }) => {
      const of = { run, key, attempt };
      await store.dispatches.withdraw(of);
      await runtime().report(of, ended({ status: 'cancelled' }));
      wake();
    },
  };
}

/** Asked within calls to the sky, whose fate it shares: a call in a call would wait for time twice. */
function shelfOf({ store: { priceLists }, turns }: ReplicaDeps): PriceShelf {
  return {
    load: (region) => turns.run('store', () => priceLists.load(region)),
    keep: (region, list) => turns.run('store', () => priceLists.keep(region, list)),
  };
}
