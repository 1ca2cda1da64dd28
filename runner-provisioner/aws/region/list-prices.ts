import { messageOf } from '../../../text/message-of.ts';
import type { Instant } from '../../machine/machine.ts';
import type { PriceShelf } from '../../price-shelf.ts';
import type { Pricing, PriceList } from '../../types/price-list.ts';
import { BELIEVED_MS, isFresh } from '../../types/prices-in-force.ts';
import { errorOf } from '../error-of.ts';
import { pricingClient, readPriceList } from './read-price-list.ts';

const DAY_MS = 86_400_000;

export type ListDeps = {
  readonly pricing: Pricing;
  readonly shelf: PriceShelf;
  readonly warn: (message: string) => void;
};

/**
 * The list of a region's prices: the operator's own where there is one, else AWS's, which is asked for once a day by
 * all replicas together. Never throws: what cannot be read is warned of, and the one that was kept stands in; null: nobody knows.
 */
export async function listPrices(
  { pricing, shelf, warn }: ListDeps,
  region: string,
  now: Instant,
): Promise<PriceList | null> {
  if (Object.hasOwn(pricing.lists, region)) return ownList(pricing, region, { now, warn });
  const kept = await shelf.load(region);
  if (kept !== null && isFresh(kept, now, DAY_MS)) return kept;
  const client = pricingClient(region);
  try {
    const list = await readPriceList(client, region, now);
    await shelf.keep(region, list);
    return list;
  } catch (error) {
    warn(`${notRead(region, error)} ${stands(kept, now)}`);
    return kept;
  } finally {
    client.destroy();
  }
}

function ownList(
  { lists }: Pricing,
  region: string,
  { now, warn }: Pick<ListDeps, 'warn'> & { readonly now: Instant },
): PriceList | null {
  const list = lists[region] ?? null;
  if (list !== null && !isFresh(list, now, BELIEVED_MS)) {
    warn(
      `The prices of ${region} in the machines file are of ${dayOf(list.at)}, more than 30 days away: what machines cost there is shown as unknown. Look them up again and set \`date\`, or remove the table to have AWS asked.`,
    );
  }
  return list;
}

function notRead(region: string, error: unknown): string {
  const { code, message } = errorOf(error);
  const isDenied = code === 'AccessDeniedException';
  const next = isDenied ? ' The app lacks pricing:GetProducts.' : '';
  return `What machines cost in ${region} cannot be read: ${message === '' ? messageOf(error) : message}.${next}`;
}

function stands(kept: PriceList | null, now: Instant): string {
  return kept !== null && isFresh(kept, now, BELIEVED_MS)
    ? `The prices of ${dayOf(kept.at)} stand until they are 30 days old.`
    : 'It is shown as unknown until it can.';
}

function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}
