import type { IdentityCertificates } from './identity/read-identity.ts';
import type { SeenInstance } from './machine/instances.ts';
import type { LaunchOrder } from './machine/launch-order.ts';
import type { Instance, Instant, MachineRequest } from './machine/machine.ts';
import type { LaunchAnswer } from './machine/seen.ts';
import type { Choice } from './types/choose-types.ts';
import type { MachineLimits } from './types/machine-limits.ts';

/** Which instance, for EC2. */
export type InstanceAddress = Pick<Instance, 'id' | 'region'>;

export type SkyList = {
  readonly instances: readonly SeenInstance[];
  /** Regions in which nothing is started any more, and of which nobody knows what is there now. */
  readonly unlisted: readonly string[];
};

/** Machines as EC2 gives them: what the app asks of the cloud, and all that it does. */
export interface Sky {
  /** The AWS account that machines are in: a document of another one's proves nothing. */
  readonly account: string;
  /** By which machines prove who they are, for each configured region. */
  readonly certificates: IdentityCertificates;
  /**
   * Every instance of this controller in all regions that it starts machines in, or did lately. Throws when one of the
   * former cannot be asked.
   */
  list(): Promise<SkyList>;
  /** Asks for one machine. Never throws: what EC2 did not answer is `lost`. */
  launch(order: LaunchOrder): Promise<LaunchAnswer>;
  /** Ends these; those that EC2 does not know are no error. Throws when a region cannot be asked, after the others were. */
  end(instances: readonly InstanceAddress[]): Promise<void>;
  /** The end of what an instance printed; null: nothing yet, or EC2 has forgotten it. */
  consoleOf(instance: InstanceAddress): Promise<string | null>;
  /** Keeps an instance that nobody needs until then, for somebody to look at: the tag `mlp:hold-until`. */
  hold(instance: InstanceAddress, until: Instant): Promise<void>;
  /** Which machines have what a step asks for, by what is known now. */
  choose(asked: MachineRequest, limits: MachineLimits): Choice;
  /**
   * Reads types, images and prices anew where they are old, and removes templates that nothing needs any more. Never throws:
   * what cannot be read is warned of, and what was known stays.
   */
  refresh(now: Instant): Promise<void>;
  close(): void;
}
