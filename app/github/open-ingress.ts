import type { ApplicationFunction } from 'probot';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Warn } from '../runtime/ports/host.ts';
import type { Owner } from '../runtime/ports/ids.ts';
import { runSchedules } from '../triggers/schedules/run-schedules.ts';
import { serve } from '../runtime/serve.ts';
import type { Store } from '../runtime/ports/store.ts';
import { ofApprovalsAsked } from './approvals/approve-tested.ts';
import { createHandlers } from './events/create-handlers.ts';
import { followDelivery } from './events/settle-repository.ts';
import type { IngressDeps } from './ingress-deps.ts';
import { startScheduled } from './start/start-scheduled.ts';
import { ofEmergenciesDue } from './models/due-emergencies.ts';
import { receiveDeliveries } from './inbox/receive-deliveries.ts';
import { Redeliverer } from './inbox/redeliver-failed.ts';
import { ofDeliveries, type Delivery, type DeliveryHandler } from './inbox/work-deliveries.ts';
import { QueueWorker } from './inbox/work-queue.ts';
import { ofRunsEnded } from './start/start-after-run.ts';

export type OpenIngressDeps = IngressDeps & {
  readonly store: Pick<
    Store,
    'runs' | 'provenance' | 'schedules' | 'attempts' | 'commit' | 'queues' | 'strangers'
  >;
  readonly clock: Clock;
  readonly owner: Pick<Owner, 'id'>;
  readonly warn: Warn;
  /** Whether this app serves an installation; others' webhooks are dropped. */
  readonly serves: (installation: number) => boolean;
  /** What else is done with deliveries, by event. */
  readonly others?: Readonly<Record<string, DeliveryHandler>>;
};

/** All that comes in from GitHub: the Probot app that writes it down, and the work that is done on it. */
export type Ingress = {
  readonly app: ApplicationFunction;
  /** Works off what is due now, deliveries, ends of runs and times; gives how many deliveries and ends that were. */
  readonly workOnce: () => Promise<number>;
  /** Asks GitHub once to send again what was lost on the way; gives how many deliveries those were. */
  readonly askAgain: () => Promise<number>;
  /** Until `signal` aborts; then resolves, nothing half done. */
  readonly work: (signal: AbortSignal) => Promise<void>;
};

const SCHEDULES_EVERY_MS = 5000;
const ASK_AGAIN_EVERY_MS = 300_000;

/** Puts the way in together. Nothing happens by itself before `work`. */
export function openIngress(deps: OpenIngressDeps): Ingress {
  const { store, clock, owner, warn, serves } = deps;
  const handlers = together(createHandlers(deps), deps.others ?? {});
  const working = { store, clock, owner, warn };
  const follow = (delivery: Delivery) => followDelivery(deps, delivery);
  const deliveries = new QueueWorker(working, ofDeliveries(handlers, follow));
  const ends = new QueueWorker(working, ofRunsEnded(deps));
  const approvals = new QueueWorker(working, ofApprovalsAsked(deps));
  const emergencies = new QueueWorker(working, ofEmergenciesDue(deps));
  const start = (slot: Parameters<typeof startScheduled>[1]) => startScheduled(deps, slot);
  const schedules = { store, clock, warn, start };
  const handles = (event: string) => Object.hasOwn(handlers, event);
  const redeliverer = new Redeliverer({ ...deps, handles });
  return {
    app: receiveDeliveries({ store, clock, serves, received: () => deliveries.wake() }),
    workOnce: async () => {
      await runSchedules(schedules);
      const queues = [deliveries, ends, approvals, emergencies];
      let worked = 0;
      for (const queue of queues) worked += await queue.workOnce();
      return worked;
    },
    askAgain: () => redeliverer.look(),
    work: async (signal) => {
      const mind = { deps, signal };
      await Promise.all([
        deliveries.work(signal),
        ends.work(signal),
        approvals.work(signal),
        emergencies.work(signal),
        every(mind, SCHEDULES_EVERY_MS, () => runSchedules(schedules)),
        every(mind, ASK_AGAIN_EVERY_MS, () => redeliverer.look()),
      ]);
    },
  };
}

type Handlers = Readonly<Record<string, DeliveryHandler>>;

/** Both of those that one event has, one after the other. */
function together(ours: Handlers, others: Handlers): Handlers {
  const both = Object.entries(others).map(([event, other]): [string, DeliveryHandler] => [
    event,
    async (delivery) => [...((await ours[event]?.(delivery)) ?? []), ...(await other(delivery))],
  ]);
  return { ...ours, ...Object.fromEntries(both) };
}

type Minding = {
  readonly deps: Pick<OpenIngressDeps, 'clock' | 'warn'>;
  readonly signal: AbortSignal;
};

async function every(
  { deps: { clock, warn }, signal }: Minding,
  everyMs: number,
  look: () => Promise<unknown>,
): Promise<void> {
  const service = { clock, warn, failed: 'it is looked again later', againMs: everyMs };
  await serve(signal, service, async () => {
    await look();
    return clock.now() + everyMs;
  });
}
