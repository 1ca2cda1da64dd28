import type { Closing } from './decision.ts';
import type { Closed } from './ladder.ts';
import type { FamilyPool, Instant } from './machine.ts';

/** Pools that are left alone for a while, by what EC2 said of them. */
export class ClosedPools implements Closed {
  readonly #until = new Map<string, Instant>();

  close({ pools, scope, forMs }: Closing, now: Instant): void {
    for (const [name, until] of this.#until) if (until <= now) this.#until.delete(name);
    for (const pool of pools) {
      const name = NAMES[scope](pool);
      this.#until.set(name, Math.max(this.#until.get(name) ?? 0, now + forMs));
    }
  }

  isClosed(pool: FamilyPool, now: Instant): boolean {
    return Object.values(NAMES).some((nameOf) => (this.#until.get(nameOf(pool)) ?? 0) > now);
  }
}

const NAMES: Readonly<Record<Closing['scope'], (pool: FamilyPool) => string>> = {
  pool: ({ region, zone, type, market, reservation = '' }) =>
    `pool ${region} ${zone} ${type} ${market} ${reservation}`,
  // Quotas are a region's: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits
  family: ({ region, family, market }) => `family ${region} ${family} ${market}`,
  market: ({ region, market }) => `market ${region} ${market}`,
};
