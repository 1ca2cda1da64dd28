import type { Machine, MachineRequest } from '../../../../runner-provisioner/machine/machine.ts';
import type { PoolSeen } from '../../../../runner-provisioner/spot/pool-seen.ts';
import type { SpotFacts } from '../../../../runner-provisioner/spot/spot-facts.ts';
import type { MachinePolicy } from '../../../domain/machine-policy.ts';
import type { Instant } from '../../../domain/run/run.ts';
import type { AttemptId } from '../attempts.ts';

/**
 * Machines that attempts were given, from the wish for one to the proof that nothing of it is left. What the provisioner
 * decides is guarded by versions; what a machine tells of itself is not, and nothing is decided by it.
 */
export interface MachineRows {
  /** The name that this store's machines bear at the cloud, made with the first call: two Apps never end each other's. */
  controller(): Promise<string>;
  /** Whether `owner` may look after all machines until then; false: another does. */
  takeWatch(owner: string, now: Instant, until: Instant): Promise<boolean>;
  /**
   * Keeps that machines are started in these regions from now on, and gives those that they were started in before and
   * may still be in: those left after `since`.
   */
  regions(
    named: readonly string[],
    at: { readonly now: Instant; readonly since: Instant },
  ): Promise<readonly string[]>;
  /** Which of these are gone, oldest first; those that nobody knows are not among them. */
  goneOf(ids: readonly string[]): Promise<readonly string[]>;
  /** Runs whose attempts were given machines that were wished for after that one; an id tells when. */
  runsSince(id: string): Promise<readonly string[]>;
  /** What spot machines of each pool went through, those that are gone; not of pools whose counts are all but forgotten. */
  pools(now: Instant): Promise<readonly PoolSeen[]>;
  /** All that are not gone, and those that are gone of attempts whose orders still want one; oldest first. */
  kept(): Promise<readonly KeptMachine[]>;
  find(id: string): Promise<KnownMachine | null>;
  /** Those of a run's attempts, oldest first. */
  ofRun(run: string): Promise<readonly KnownMachine[]>;
  /** The newest of those that an attempt was given; null: it was given none. */
  ofAttempt(of: AttemptId): Promise<KnownMachine | null>;
  /**
   * Writes those that changed and (version 0) new ones, all or none. False: one was changed meanwhile, or its attempt has
   * another one that is not gone.
   */
  save(machines: readonly KeptMachine[]): Promise<boolean>;
  /** Keeps what a machine says first. False: one with another token came before, and nothing is changed. */
  greet(id: string, told: MachineGreeting): Promise<boolean>;
  /** Keeps more of what a machine told. */
  tell(id: string, told: Partial<MachineTold>): Promise<void>;
}

export type KeptMachine = { readonly machine: Machine; readonly version: number };
export type KnownMachine = KeptMachine & { readonly told: MachineTold };

/** Its own word, but for `console`, which the cloud read. */
export type MachineTold = {
  /** Digest of the token that it speaks with; null: it has not said hello. */
  readonly token: string | null;
  readonly seenAt: Instant | null;
  /** As many as its driver lists. */
  readonly gpus: number | null;
  readonly bootMs: number | null;
  /** The newest lines of samples that its polls brought, oldest first. */
  readonly usage: readonly UsageLine[];
  /** The end of what it printed, where something went wrong. */
  readonly console: string | null;
};
export type MachineGreeting = Pick<MachineTold, 'gpus' | 'bootMs'> & {
  readonly token: string;
  readonly seenAt: Instant;
};
export type UsageLine = { readonly at: Instant; readonly text: string };

/** What an ordered attempt asks of a machine of its own. */
export type MachineWish = {
  readonly asked: MachineRequest;
  readonly mayBeSpot: boolean;
  /** By which spot is chosen or not; absent: what is asked decides that, or the order is of an earlier version. */
  readonly spot?: SpotFacts;
  /** Of the repository's policy. */
  readonly policy: MachinePolicy;
};
