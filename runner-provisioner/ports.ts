import type { SeenInstance } from './machine/instances.ts';
import type { AttemptId, Instance, Instant, MachineRequest, Rung } from './machine/machine.ts';
import type { LaunchAnswer } from './machine/seen.ts';
import type { TypeFacts } from './types/type-facts.ts';

/** What the provisioner asks of a cloud. `runner-provisioner/aws` is the one that there is. */
export interface Cloud {
  /** One machine, in whichever of the pools has room. Never throws: what went wrong is the answer. */
  launch(order: LaunchOrder): Promise<LaunchAnswer>;
  /** Every instance of this controller that the cloud shows, in all regions. Throws when it cannot be asked. */
  list(): Promise<readonly SeenInstance[]>;
  /** Ends instances; those that are gone already are no error. Throws when it cannot be asked. */
  terminate(instances: readonly Pick<Instance, 'id' | 'region'>[]): Promise<void>;
  /** The end of what an instance printed while it started; null: nothing (yet). */
  consoleOf(instance: Pick<Instance, 'id' | 'region'>): Promise<string | null>;
  /** The types that can be had, with their zones and prices as far as they are known. */
  types(): Promise<readonly TypeFacts[]>;
}

export type LaunchOrder = {
  /** Its id: tag, runner name and label. */
  readonly machine: string;
  readonly attempt: AttemptId;
  /** For people: `acme/churn churn/train`. */
  readonly name: string;
  /** Asked with once; the same one never buys a second machine. */
  readonly token: string;
  readonly rung: Rung;
  readonly asked: MachineRequest;
  readonly expiresAt: Instant;
  readonly trust: 'trusted' | 'untrusted';
  /** Of the policy, for the bill. */
  readonly tags: Readonly<Record<string, string>>;
};
