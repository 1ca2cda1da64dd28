import type { SpotChoice } from '../spot/spot-choice.ts';

/** Milliseconds since 1970. */
export type Instant = number;

/** One try of one row of a run; as in app/runtime. */
export type AttemptId = { readonly run: string; readonly key: string; readonly attempt: number };

export type Market = 'spot' | 'on-demand';

/** Where capacity is had or not: EC2 answers for each type, zone and market. */
export type Pool = { readonly type: string; readonly zone: string; readonly market: Market };

/** A machine for one attempt: from the wish for it to the proof that nothing of it is left. Written before EC2 is asked. */
export type Machine = {
  /** `mlp-` and a ULID: the tag, the runner's name and its only label. */
  readonly id: string;
  readonly attempt: AttemptId;
  readonly asked: MachineRequest;
  readonly state: MachineState;
  readonly stateAt: Instant;
  /** When this state has lasted too long. */
  readonly deadlineAt: Instant;
  /** When the hunt for room is given up. */
  readonly huntUntil: Instant;
  /** Null: EC2 has given none yet. */
  readonly instance: Instance | null;
  /** Since when EC2 shows nothing of it; null: it does, or nobody looked. */
  readonly missedSince: Instant | null;
  /** When it is ended whatever it does; also a tag, by which those end it who know nothing of this row. */
  readonly expiresAt: Instant;
  /** What EC2 refused on the way, oldest first. */
  readonly tried: readonly Tried[];
  /** When EC2 gave notice that it takes it back; null: it did not. */
  readonly noticeAt: Instant | null;
  /** Until when somebody wants to look at it, whatever becomes of its attempt; null: nobody does. */
  readonly heldUntil: Instant | null;
  /** Why it was asked for on spot or on demand; absent: the step says which, prices are not known, or nothing was asked yet. */
  readonly choice?: SpotChoice;
  /** What it names is a Capacity Block: it is asked for nowhere else. */
  readonly onlyReserved?: true;
  /** Since when its instance is paid; absent: EC2 has given none, or that was before this was kept. */
  readonly paidSince?: Instant;
  /** Why its instance is over, as EC2 shows it: `Server.SpotInstanceTermination`; absent: it is not, or EC2 does not say. */
  readonly endCode?: string;
  /** Whether EC2 gave its instance a public address; absent: it was never seen. */
  readonly isPublic?: boolean;
  /** Of its boots, those that came to nothing: one more is tried elsewhere, then no more. */
  readonly deadBoots: number;
};

/** What one call of CreateFleet asks for: each region has an EC2 of its own. */
export type Rung = {
  readonly region: string;
  readonly market: Market;
  /** The capacity reservation that it asks for room in alone; absent: none. */
  readonly reservation?: string;
  readonly pools: readonly FamilyPool[];
};

/**
 * A pool with its region, and the name of the quota there that its type counts against: `G and VT`, `P`, `standard`. What a
 * reservation has room for says nothing of the room beside it.
 */
export type FamilyPool = Pool & {
  readonly region: string;
  readonly family: string;
  readonly reservation?: string;
};

export type MachineState =
  | { readonly type: 'requested' }
  /** CreateFleet was asked, or is about to be, for the `ask`th time; its answer may be lost. */
  | { readonly type: 'launching'; readonly ask: number; readonly rung: Rung }
  /** Every rung was refused; the ladder begins again at `until`. */
  | {
      readonly type: 'pausing';
      readonly until: Instant;
      readonly ask: number;
      readonly pauses: number;
    }
  | { readonly type: 'booting' }
  /** It proved who it is, and its GPUs answer. */
  | { readonly type: 'attested' }
  /** GitHub has a job for it. `lost`: runners that ended without having had it. */
  | { readonly type: 'dispatched'; readonly lost: number }
  /** It was handed a runner's configuration. */
  | { readonly type: 'registered'; readonly runner: number; readonly lost: number }
  | { readonly type: 'running'; readonly runner: number }
  /** It is to go. */
  | { readonly type: 'ending'; readonly why: EndReason }
  | { readonly type: 'gone'; readonly why: EndReason };

export type EndReason = {
  readonly type:
    'done' | 'interrupted' | 'boot' | 'capacity' | 'refused' | 'cancelled' | 'expired' | 'lost';
  /** Whether the attempt ends with it; else it gets another machine. */
  readonly isFinal: boolean;
  /** EC2's code, where it gave one. */
  readonly code: string | null;
  /** For people: cause, place, next step. */
  readonly message: string;
};

export type Instance = {
  readonly id: string;
  readonly region: string;
  readonly zone: string;
  readonly type: string;
  readonly market: Market;
  readonly image: string;
  /** Of the machine alone, fixed at launch; null: not known, which is never 0. */
  readonly usdHour: number | null;
  /** Absent: not known. */
  readonly disk?: Disk;
  /** The reservation that it was asked for in; absent: none. */
  readonly reservation?: string;
  /** When it is to be gone, since the Capacity Block that it runs in ends soon after; absent: it runs in none. */
  readonly until?: Instant;
};

/** The disk of an instance, and what it costs an hour, fixed at launch too; null: not known. */
export type Disk = {
  readonly gib: number;
  /** A second. */
  readonly iops: number;
  readonly mibps: number;
  /** `iops`, `throughput`: of those beyond what every disk has. */
  readonly usdHour: {
    readonly size: number | null;
    readonly iops: number | null;
    readonly throughput: number | null;
  };
};

export type Tried = {
  readonly pool: Pool;
  readonly reservation?: string;
  readonly code: string;
  readonly at: Instant;
};

/** What a step needs of a machine, each "at least". */
export type MachineRequest = {
  readonly gpu: {
    /** Models, lower case; none: any. */
    readonly models: readonly string[];
    readonly count: number;
    readonly memoryBytes: number | null;
  } | null;
  readonly cpu: number | null;
  readonly memoryBytes: number | null;
  readonly diskBytes: number | null;
  readonly arch: 'x86_64' | 'arm64' | null;
  readonly spot: 'prefer' | 'require' | 'never';
  /** US dollars an hour. */
  readonly maxPrice: number | null;
  /** `cr-…`, or the ARN of a group of reservations: asked for room before any other; absent: none. */
  readonly reservation?: string;
  /** How long a machine may be hunted for. */
  readonly capacityTimeoutMs: number;
  /** `timeout`, grace period and what is needed around them. */
  readonly lifeMs: number;
};
