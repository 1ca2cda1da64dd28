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
};

/** One list of EC2's, found by machine: one sweep costs as much as there are machines and instances, not their product. */
export class Instances {
  readonly all: readonly SeenInstance[];
  readonly #byId: ReadonlyMap<string, SeenInstance>;
  readonly #byMachine: ReadonlyMap<string | null, readonly SeenInstance[]>;

  constructor(all: readonly SeenInstance[]) {
    this.all = all;
    this.#byId = new Map(all.map((each) => [each.id, each]));
    this.#byMachine = Map.groupBy(all, ({ machine }) => machine);
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
