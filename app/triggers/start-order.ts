import type { ParamProblem } from '../compile/compile-request.ts';
import type { HostedRun } from '../domain/hosted.ts';
import type { JsonMap } from '../domain/json.ts';
import type { Plan } from '../domain/plan.ts';
import type { Problem } from '../domain/problem.ts';
import type { Quotas } from '../domain/quotas.ts';
import type { Bridge } from '../domain/run/bridge.ts';
import type { ByHand } from '../domain/run/by-hand.ts';
import type { Instant, RunRequest } from '../domain/run/run.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Bound } from './promotion/bind-version.ts';
import type { PipelineFiles } from './pipeline-files.ts';

/** What runs are started from and with. */
export type StartContext = {
  readonly runtime: Pick<Runtime, 'allot' | 'start'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Of the commit. */
  readonly files: PipelineFiles;
  /** Of the default branch: what grants is read from them. */
  readonly granting: PipelineFiles;
  readonly hosted: HostedRun;
  /** Of the default branch's policy. */
  readonly quotas: Quotas;
  readonly subject: StartSubject;
  /** As they were typed. */
  readonly params: Readonly<Record<string, string>>;
  /** How a run of the plan stands to what its pull request tested; left out: it merges none. Null: it takes over nothing. */
  readonly bridge?: (plan: Plan, request: RunRequest) => Promise<Bridge | null>;
  /** Makes of the plan what alone is to be done of it; left out: all of it. */
  readonly bind?: (plan: Plan) => Bound;
  /** Names the reason to start a pipeline, for `Runtime.start`'s `once`. */
  readonly once: (pipeline: string, readsEvent: boolean) => string;
};

/** Which commit, for whom, and why. */
export type StartSubject = {
  readonly sha: string;
  readonly ref: string | null;
  readonly actor: string | null;
  readonly actorId?: number;
  readonly trigger: string;
  /** What the `github` context has beside sha, ref, ref_name, event_name and actor. */
  readonly github: JsonMap;
  readonly scheduledAt?: Instant;
  readonly byHand?: ByHand;
};

/** What became of a pipeline file. */
export type Started = { readonly file: string; readonly pipeline: string | null } & (
  | {
      readonly type: 'started';
      readonly run: string;
      readonly number: number;
      readonly reason: string;
      /** What the run is not granted before it is merged, a sentence each. */
      readonly notYet: readonly string[];
      /** What it gets less of than it asks for, since nobody answers for its code; a sentence each. */
      readonly lowered: readonly string[];
      readonly warnings: readonly Problem[];
    }
  | { readonly type: 'passed'; readonly reason: string }
  /** A pull request of the commit would start it. */
  | { readonly type: 'awaits'; readonly reason: string }
  /** Would start, and waits for someone's word. */
  | { readonly type: 'held'; readonly reason: string }
  /** Would start, and cannot be let run where it is. */
  | { readonly type: 'barred'; readonly reason: string }
  /** What runs for it is not wanted any more. */
  | { readonly type: 'cancel'; readonly reason: string }
  | { readonly type: 'broken'; readonly problems: readonly Problem[] }
  /** Through no fault of whoever wrote it; to be tried again. */
  | { readonly type: 'unread'; readonly reason: string }
  /** Mistakes in params that someone typed, or that nobody gave. */
  | { readonly type: 'refused'; readonly problems: readonly ParamProblem[] }
  /** Steps that the default branch holds to gates are gone. */
  | { readonly type: 'ungated'; readonly steps: readonly string[] }
);
