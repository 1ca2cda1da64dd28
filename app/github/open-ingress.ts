import type { ApplicationFunction } from 'probot';
import type { Clock, Owner, Trouble } from '../runtime/ports.ts';
import { runSchedules } from '../runtime/schedules/run-schedules.ts';
import { Sleeper } from '../runtime/sleeper.ts';
import type { Store } from '../runtime/store-port.ts';
import { createHandlers } from './happenings/create-handlers.ts';
import type { IngressParts } from './happenings/ingress-parts.ts';
import { startScheduled } from './happenings/start-scheduled.ts';
import { receiveDeliveries } from './inbox/receive-deliveries.ts';
import { DeliveryWorker, type DeliveryHandler } from './inbox/work-deliveries.ts';

export type OpenIngressParts = IngressParts & {
  readonly store: Pick<Store, 'runs' | 'intake' | 'attempts' | 'commit' | 'queues'>;
  readonly clock: Clock;
  readonly owner: Pick<Owner, 'id'>;
  readonly trouble: Trouble;
  /** Whether this app serves an installation; others' webhooks are dropped. */
  readonly serves: (installation: number) => boolean;
  /** Handlers of events that have to do with what was dispatched, by event. */
  readonly others?: Readonly<Record<string, DeliveryHandler>>;
};

/** All that comes in from GitHub: the Probot app that writes it down, and the work that is done on it. */
export type Ingress = {
  readonly app: ApplicationFunction;
  /** Works off what is due now, deliveries and times; gives how many deliveries that were. */
  readonly workOnce: () => Promise<number>;
  /** Until `signal` aborts; then resolves, nothing half done. */
  readonly work: (signal: AbortSignal) => Promise<void>;
};

const SCHEDULES_EVERY_MS = 5000;

/** Puts the way in together. Nothing happens by itself before `work`. */
export function openIngress(parts: OpenIngressParts): Ingress {
  const { store, clock, owner, trouble, serves } = parts;
  const handlers = createHandlers(parts, parts.others);
  const worker = new DeliveryWorker({ store, clock, owner, trouble, handlers });
  const start = (slot: Parameters<typeof startScheduled>[1]) => startScheduled(parts, slot);
  const schedules = { store, clock, trouble, start };
  return {
    app: receiveDeliveries({ store, clock, serves, received: () => worker.wake() }),
    workOnce: async () => {
      await runSchedules(schedules);
      return worker.workOnce();
    },
    work: async (signal) => {
      await Promise.all([
        worker.work(signal),
        mindClocks(parts, signal, () => runSchedules(schedules)),
      ]);
    },
  };
}

async function mindClocks(
  { clock, trouble }: Pick<OpenIngressParts, 'clock' | 'trouble'>,
  signal: AbortSignal,
  look: () => Promise<void>,
): Promise<void> {
  const sleeper = new Sleeper(clock);
  while (!signal.aborted) {
    await look().catch((error) => trouble(`schedules wait: ${String(error)}`, {}));
    await sleeper.sleep(clock.now() + SCHEDULES_EVERY_MS, signal);
  }
}
