import { isMap, type JsonMap } from '../../domain/json.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { LeasedItem } from '../../runtime/ports/hosted/queues.ts';
import type { Change } from '../../runtime/ports/store.ts';
import { valueAt } from './trim-payload.ts';
import type { Subscription } from './work-queue.ts';

/** What a delivery is, once it is worked off. */
export type Delivery = {
  readonly id: string;
  readonly installation: number;
  readonly event: string;
  readonly payload: JsonMap;
  readonly tries: number;
  /** When it came in. */
  readonly at: Instant;
};

/** Works one delivery off; may be called again for the same one. What it gives is committed with its end. */
export type DeliveryHandler = (delivery: Delivery) => Promise<readonly Change[]>;

/**
 * Webhooks, those of one repository one after the other, by their handlers; events that have none are only kept. `follow`
 * comes before the handler.
 */
export function ofDeliveries(
  handlers: Readonly<Record<string, DeliveryHandler>>,
  follow: (delivery: Delivery) => Promise<void>,
): Subscription {
  return {
    topic: 'delivery',
    laneOf,
    handle: async (item) => {
      const delivery = deliveryOf(item);
      const handler = handlers[delivery.event];
      if (handler === undefined) return [];
      await follow(delivery);
      return handler(delivery);
    },
  };
}

function deliveryOf({ id, installation, body, tries, at }: LeasedItem): Delivery {
  const [event, payload] = [valueAt(body, ['event']), valueAt(body, ['payload'])];
  const isWhole = typeof event === 'string' && isMap(payload) && installation !== null;
  if (!isWhole) throw new Error(`The delivery ${id} was not kept as it must be.`);
  return { id, installation, event, payload, tries, at };
}

function laneOf({ body, installation }: LeasedItem): string {
  const repository = valueAt(body, ['payload', 'repository', 'id']);
  return `${installation} ${typeof repository === 'number' ? repository : ''}`;
}
