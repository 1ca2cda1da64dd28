import { ClosedPools } from '../../runner-provisioner/machine/closed-pools.ts';
import type { Sky } from '../../runner-provisioner/sky.ts';
import { digestOf } from '../domain/digest.ts';
import type { Instant } from '../domain/run/run.ts';
import type { MachineTalk } from '../runtime/ports/hosted/machine-talk.ts';
import { serve } from '../runtime/serve.ts';
import { Waker } from '../runtime/waker.ts';
import type { HoldMachines } from '../runtime/ports/hosted/machine-holds.ts';
import { holdMachines } from './hold-instances.ts';
import type { MachinesDeps, Provisioning } from './machines-deps.ts';
import { isSameDigest } from './talk/is-same-digest.ts';
import { LeftRunners } from './sweep/left-runners.ts';
import { SkyView } from './sweep/sky-view.ts';
import { sweep } from './sweep/sweep.ts';
import { hello } from './talk/hello.ts';
import { hearEvent } from './talk/hear-event.ts';
import { poll } from './talk/poll.ts';

/** Machines for attempts: started when one waits for its own, gone when it is over. */
export type Machines = MachineTalk & {
  /** An attempt was ordered, or is over. */
  readonly wake: () => void;
  /** One sweep; gives when the next is due. */
  readonly turn: () => Promise<Instant>;
  /** Sweeps again and again until `signal` aborts. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Keeps machines that somebody wants to look at. */
  readonly hold: HoldMachines;
  readonly close: () => Promise<void>;
};

/** What nothing has as its digest: who asks for no machine waits as long as who asks for one. */
const NO_TOKEN = `sha256:${'-'.repeat(64)}`;
/** The cloud may be away, or not be as it should: it is asked so often. */
const AGAIN_MS = 15_000;

export function openMachines(deps: MachinesDeps): Machines {
  const { clock, warn, store } = deps;
  const sky = openedOnce(deps.sky);
  const provisioning: Provisioning = {
    ...deps,
    sky: sky.open,
    closed: new ClosedPools(),
    waker: new Waker(clock),
  };
  const { waker } = provisioning;
  const view = new SkyView(deps);
  const left = new LeftRunners(deps);
  const turn = () => sweep(provisioning, { view, left });
  const failed = 'machines could not be looked after, which is tried again';
  return {
    isExpected: async (machine) => {
      const known = await store.machines.find(machine);
      return known !== null && known.machine.state.type !== 'gone';
    },
    hello: (machine, message) => hello(provisioning, machine, message),
    isToken: async (machine, token) => {
      const known = await store.machines.find(machine);
      return isSameDigest(known?.told.token ?? NO_TOKEN, digestOf(token));
    },
    poll: (machine, message) => poll(provisioning, machine, message),
    event: (machine, event) => hearEvent(provisioning, machine, event),
    wake: () => waker.wake(clock.now()),
    turn,
    work: (signal) => serve(signal, { clock, warn, failed, waker, againMs: AGAIN_MS }, turn),
    hold: (order, until) => holdMachines(provisioning, order, until),
    close: sky.close,
  };
}

/** Whoever asks while it is being opened shares the answer; one that failed is opened anew. */
function openedOnce(open: MachinesDeps['sky']): {
  readonly open: () => Promise<Sky>;
  readonly close: () => Promise<void>;
} {
  let opened: Promise<Sky> | null = null;
  return {
    open: () => {
      opened ??= open();
      opened.catch(() => (opened = null));
      return opened;
    },
    close: async () => (await opened?.catch(() => null))?.close(),
  };
}
