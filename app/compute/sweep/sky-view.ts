import { Instances } from '../../../runner-provisioner/machine/instances.ts';
import type { Observed } from '../../../runner-provisioner/machine/seen.ts';
import type { Sky } from '../../../runner-provisioner/sky.ts';
import type { Provisioning } from '../machines-deps.ts';

type Seen = Pick<Observed, 'instances' | 'seenAt'>;

/** EC2 is asked no more often: each account may list so often, and has others who do. */
const EVERY_MS = 10_000;

/** What the cloud shows of this controller's machines, read anew where it is old. */
export class SkyView {
  readonly #deps: Pick<Provisioning, 'clock' | 'warn'>;
  #seen: Seen = { instances: null, seenAt: 0 };

  constructor(deps: Pick<Provisioning, 'clock' | 'warn'>) {
    this.#deps = deps;
  }

  /** A list that cannot be had is none: nothing is decided by it. */
  async look(sky: Pick<Sky, 'list'>, everyMs = EVERY_MS): Promise<Seen> {
    const { clock, warn } = this.#deps;
    const seenAt = clock.now();
    // Whoever is throttled and asks more often is throttled longer.
    const isFresh = seenAt - this.#seen.seenAt < everyMs;
    if (isFresh) return this.#seen;
    try {
      const { instances, unlisted } = await sky.list();
      this.#seen = { instances: new Instances(instances, unlisted), seenAt };
    } catch (error) {
      warn(`machines could not be listed: ${String(error)}`, {});
      this.#seen = { instances: null, seenAt };
    }
    return this.#seen;
  }
}
