import type { Ec2Error } from '../ec2/error-classes.ts';
import type { Instant, Machine, Pool } from './machine.ts';

/** An instance as EC2 shows it. */
export type SeenInstance = {
  readonly id: string;
  readonly region: string;
  readonly state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
  /** `mlp:machine`; null: the tag is not shown (yet). */
  readonly machine: string | null;
  /** `mlp:attempt`, for people; null: the tag is not shown. */
  readonly attempt: string | null;
  readonly launchedAt: Instant;
  /** `mlp:expires-at`; null: none is shown. */
  readonly expiresAt: Instant | null;
  /** `mlp:hold-until`; null: nobody looks at it. */
  readonly heldUntil: Instant | null;
  /** Why EC2 ended it: `Server.SpotInstanceTermination`; null: it says nothing. */
  readonly reason: Ec2Error | null;
  readonly pool: Pool;
  readonly image: string;
  /** Whether it has a public address. */
  readonly isPublic: boolean;
};

/** One list of EC2's, found by machine: one sweep costs as much as there are machines and instances, not their product. */
export class Instances {
  readonly all: readonly SeenInstance[];
  readonly #byId: ReadonlyMap<string, SeenInstance>;
  readonly #unlisted: ReadonlySet<string>;
  readonly #byMachine: ReadonlyMap<string | null, readonly SeenInstance[]>;

  /** `unlisted`: regions of which it does not tell. */
  constructor(all: readonly SeenInstance[], unlisted: readonly string[] = []) {
    this.all = all;
    this.#unlisted = new Set(unlisted);
    this.#byId = new Map(all.map((each) => [each.id, each]));
    this.#byMachine = Map.groupBy(all, ({ machine }) => machine);
  }

  /** Whether it tells of where this machine is, or may be. */
  tellsOf({ instance, state }: Machine): boolean {
    const asked = state.type === 'launching' ? state.rung.region : null;
    const region = instance?.region ?? asked;
    return region === null || !this.#unlisted.has(region);
  }

  /** The one that it was given; null: it is not shown. */
  given({ instance }: Machine): SeenInstance | null {
    return instance === null ? null : (this.#byId.get(instance.id) ?? null);
  }

  /** All that bear its tag, and the one that it was given. */
  of(machine: Machine): readonly SeenInstance[] {
    const tagged = this.#byMachine.get(machine.id) ?? [];
    const given = this.given(machine);
    return given === null || tagged.includes(given) ? tagged : [...tagged, given];
  }
}
