import { EC2Client } from '@aws-sdk/client-ec2';
import { messageOf } from '../../../text/message-of.ts';
import type { SeenInstance } from '../../machine/instances.ts';
import { groupRegionOf } from '../../machine/group-region-of.ts';
import type { LaunchOrder } from '../../machine/launch-order.ts';
import type { Instant } from '../../machine/machine.ts';
import type { LaunchAnswer } from '../../machine/seen.ts';
import type { RegionSettings } from '../../sky-settings.ts';
import { withinBlock, type CapacityBlock } from '../../machine/within-block.ts';
import type { PriceShelf } from '../../price-shelf.ts';
import type { Pricing } from '../../types/price-list.ts';
import type { TypeFacts } from '../../types/type-facts.ts';
import { consoleOf, endInstances } from '../end-instances.ts';
import { holdInstance } from '../hold-instance.ts';
import { launch, type LaunchSite } from '../launch-instance.ts';
import { listInstances } from '../list-instances.ts';
import { errorOf } from '../error-of.ts';
import { asking } from '../region-problem.ts';
import { Kept } from './kept.ts';
import {
  ensureTemplate,
  removeOldTemplates,
  templateFor,
  type Pause,
  type Template,
} from './launch-template.ts';
import { readCatalogue, type Catalogue } from './read-catalogue.ts';
import { readNetwork } from './read-network.ts';
import { readBlock } from './read-reservation.ts';
import { RegionPrices } from './region-prices.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type RegionDeps = {
  readonly controller: string;
  readonly userData: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly pricing: Pricing;
  readonly shelf: PriceShelf;
  readonly now: Instant;
  readonly pause: Pause;
  readonly warn: (message: string) => void;
};

/** Opens a region: its network is looked at, its launch template made. Throws a `RegionProblem`. */
export async function openRegion(settings: RegionSettings, deps: RegionDeps): Promise<Region> {
  const client = new EC2Client({ region: settings.name });
  try {
    return await asking(settings.name, async () => {
      const subnets = await readNetwork(client, settings);
      const template = templateFor({ ...settings, ...deps });
      const region = new Region({ client, settings, deps, subnets, template });
      await region.readAll(deps.now);
      return region;
    });
  } catch (error) {
    client.destroy();
    throw error;
  }
}

type Opened = {
  readonly client: EC2Client;
  readonly settings: RegionSettings;
  readonly deps: RegionDeps;
  readonly subnets: ReadonlyMap<string, string>;
  readonly template: Template;
};

/** EC2 in one region, and what is known of it at the moment. */
export class Region {
  readonly name: string;
  readonly #opened: Opened;
  readonly #catalogue: Kept<Catalogue>;
  readonly #prices: RegionPrices;
  readonly #template: Kept<string>;
  /** As of the last refresh. */
  #now: Instant;

  constructor(opened: Opened) {
    const { client, settings, deps, subnets, template } = opened;
    const zones = [...subnets.keys()];
    this.name = settings.name;
    this.#now = opened.deps.now;
    this.#opened = opened;
    this.#catalogue = new Kept(() => readCatalogue(client, settings, zones), DAY_MS);
    this.#prices = new RegionPrices({ client, region: settings.name, zones }, deps);
    this.#template = new Kept(async (now) => {
      const account = await ensureTemplate(client, template, deps.pause);
      await removeOldTemplates(client, template, { now, warn: deps.warn });
      return account;
    }, HOUR_MS);
  }

  /** Of the account that machines are in; null: not known. */
  get account(): string | null {
    return this.#template.value;
  }

  /** As `refresh`, but what cannot be read is thrown. */
  async readAll(now: Instant): Promise<void> {
    this.#now = now;
    for (const kept of this.#known()) await kept.refresh(now);
  }

  async refresh(now: Instant): Promise<void> {
    this.#now = now;
    for (const kept of this.#known()) {
      try {
        await asking(this.name, () => kept.refresh(now));
      } catch (error) {
        this.#opened.deps.warn(messageOf(error));
      }
    }
  }

  #known(): readonly Pick<Kept<unknown>, 'refresh'>[] {
    return [this.#catalogue, ...this.#prices.kept, this.#template];
  }

  types(): readonly TypeFacts[] {
    return (this.#catalogue.value?.types ?? []).map((facts) =>
      this.#prices.priced(facts, this.#now),
    );
  }

  list(): Promise<readonly SeenInstance[]> {
    const { client, deps } = this.#opened;
    const { controller } = deps;
    return asking(this.name, () => listInstances(client, { controller, region: this.name }));
  }

  end(ids: readonly string[]): Promise<void> {
    return asking(this.name, () => endInstances(this.#opened.client, ids));
  }

  consoleOf(id: string): Promise<string | null> {
    return asking(this.name, () => consoleOf(this.#opened.client, id));
  }

  hold(id: string, until: Instant): Promise<void> {
    return asking(this.name, () => holdInstance(this.#opened.client, id, until));
  }

  async launch(order: LaunchOrder): Promise<LaunchAnswer> {
    const { reservation } = order.rung;
    const site = this.#site();
    const { pools } = order.rung;
    const known = pools.filter(({ type }) => site.imageOf(type) !== null);
    if (known.length === 0) return { type: 'refused', errors: [{ pools, error: NO_IMAGE }] };
    const tags = { ...this.#opened.deps.tags, ...order.tags };
    const asked = { ...order, tags, rung: { ...order.rung, pools: known } };
    const answer =
      reservation === undefined
        ? await launch(site, asked)
        : await this.#launchReserved({ ...site, reservation }, asked);
    // Somebody removed it: the next refresh makes it anew, and then EC2 is asked again.
    if (answer.type === 'refused' && answer.errors.some(isTemplateMissed)) this.#template.expire();
    return answer;
  }

  /** By a template of its own, which is made when it is needed, and removed with those of other versions. */
  async #launchReserved(
    { reservation, ...site }: LaunchSite & { readonly reservation: string },
    order: LaunchOrder,
  ): Promise<LaunchAnswer> {
    const { client, settings, deps } = this.#opened;
    const { pools } = order.rung;
    try {
      const block = await this.#blockOf(reservation);
      const within =
        block === null ? null : withinBlock(reservation, block, { pools, now: this.#now });
      if (within?.ok === false) {
        return { type: 'refused', errors: [{ pools, error: within.error }], onlyReserved: true };
      }
      const isBlock = within !== null;
      const template = templateFor({ ...settings, ...deps, reservation, isBlock });
      await ensureTemplate(client, template, deps.pause);
      const own = { ...site, template: { name: template.name, version: '1' } };
      if (within === null) return await launch(own, order);
      const expiresAt = Math.min(order.expiresAt, within.until);
      const rung = { ...order.rung, pools: within.pools };
      return await launch({ ...own, until: within.until }, { ...order, rung, expiresAt });
    } catch (error) {
      // Nothing was asked for that costs anything.
      return { type: 'refused', errors: [{ pools, error: errorOf(error) }] };
    }
  }

  /** Null: it is an ordinary reservation, or a group of some. */
  async #blockOf(reservation: string): Promise<CapacityBlock | null> {
    if (groupRegionOf(reservation) !== null) return null;
    try {
      return await readBlock(this.#opened.client, reservation);
    } catch (error) {
      const told = errorOf(error);
      if (told.code !== 'UnauthorizedOperation') throw error;
      // Whoever deployed the rights of an earlier version: an ordinary one can be had all the same.
      this.#opened.deps.warn(
        `Whether ${reservation} is a Capacity Block cannot be read in ${this.name}: the app lacks ec2:DescribeCapacityReservations.`,
      );
      return null;
    }
  }

  close(): void {
    this.#opened.client.destroy();
  }

  #site(): LaunchSite {
    const { client, deps, template, subnets } = this.#opened;
    return {
      client,
      region: this.name,
      controller: deps.controller,
      // Versions never change, and nobody makes a second one.
      template: { name: template.name, version: '1' },
      subnets,
      imageOf: (type) => this.#catalogue.value?.imageOf(type) ?? null,
      priceOf: (pool) => this.#prices.of(pool, this.#now),
      diskPriceOf: (size) => this.#prices.disk(size, this.#now),
    };
  }
}

const NO_IMAGE = { code: 'NoImage', message: 'no image is known for it now', status: null };

function isTemplateMissed({ error: { code } }: { readonly error: { readonly code: string } }) {
  return code.startsWith('InvalidLaunchTemplate');
}
