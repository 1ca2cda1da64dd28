import type { ErrorClass } from '../ec2/error-classes.ts';
import type { AttemptId, EndReason, Instance, Machine, FamilyPool, Rung } from './machine.ts';

/** How a machine stands now, and what is to be done once that is written down. */
export type Decision = { readonly machine: Machine; readonly acts: readonly Act[] };

export type Act =
  /** Ask EC2 for one machine; the answer comes to `answerLaunch`. */
  | {
      readonly type: 'launch';
      readonly machine: string;
      readonly token: string;
      readonly rung: Rung;
    }
  | { readonly type: 'terminate'; readonly instance: Pick<Instance, 'id' | 'region'> }
  /** Read what it printed before nothing is left of it. */
  | { readonly type: 'read-console'; readonly machine: string }
  /** Have GitHub make the job with the machine's label. */
  | { readonly type: 'dispatch'; readonly machine: string; readonly attempt: AttemptId }
  /** Whatever runner is left of it at GitHub; null: its number is not known, but its name is the machine's. */
  | { readonly type: 'remove-runner'; readonly machine: string; readonly runner: number | null }
  /** Leave pools alone for a while. */
  | { readonly type: 'close'; readonly closing: Closing }
  /** How the hunt stands, for people. */
  | { readonly type: 'tell'; readonly attempt: AttemptId; readonly text: string }
  /** The attempt has lost its machine, or will get none. */
  | { readonly type: 'end-attempt'; readonly attempt: AttemptId; readonly why: EndReason };

/** By pool, by region, family and market (a quota), or by market (it is closed to the account, in all regions). */
export type Closing = {
  readonly pools: readonly FamilyPool[];
  readonly scope: 'pool' | 'family' | 'market';
  readonly class: ErrorClass;
  readonly code: string;
  readonly forMs: number;
};

export function stays(machine: Machine): Decision {
  return { machine, acts: [] };
}

/** Repeated with each sweep until GitHub has the job: whoever asked may have been killed. */
export function dispatchOf({ id, attempt }: Machine): Act {
  return { type: 'dispatch', machine: id, attempt };
}
