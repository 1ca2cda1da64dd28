import type { RepositoryRef } from '../domain/hosted.ts';
import { isMap, type Json } from '../domain/json.ts';
import type { DemandsNow } from '../triggers/demands/demands-now.ts';
import type { Started } from '../triggers/start-order.ts';
import type { QueueChange } from '../runtime/ports/hosted/queues.ts';
import type { Instant } from '../domain/run/run.ts';
import type { TrustDecision } from './trust.ts';

/** Something to be published on GitHub that belongs to no run: whoever publishes leases it from the queue `notice`, as it is stored. Its `remark` is a note on a check. */
export type Message = { readonly repository: RepositoryRef } &
  /** A push summary, stored as `verdict`: what became of the pipeline files of a commit, for the aggregate check and annotations of broken files. */
  (
    | {
        readonly type: 'verdict';
        readonly sha: string;
        /** Null: it was a push. */
        readonly pull: number | null;
        readonly trust: TrustDecision;
        readonly started: readonly Started[];
        /** What the default branch demands of a change, by what proposes it; left out: it is none. */
        readonly demands?: readonly SourceDemands[];
      }
    | {
        readonly type: 'reaction';
        readonly comment: number;
        readonly content: 'eyes' | 'rocket' | 'confused';
      }
    /** An answer to a comment, Markdown that quotes nothing unneutralised. */
    | {
        readonly type: 'reply';
        readonly issue: number;
        readonly text: string;
        /** Its lines, where it tells of runs that were started: it says what those come to. Left out: it stays as it is. */
        readonly follows?: {
          /** The comment that it answers. */
          readonly comment: number;
          readonly lines: readonly AnswerLine[];
        };
      }
    /** A run is over: for the answers that tell of it, and whoever started it. */
    | { readonly type: 'ended'; readonly run: string }
    /** What a run's check says beside the run, one for each `about`; null takes it back. */
    | {
        readonly type: 'remark';
        readonly run: string;
        readonly sha: string;
        readonly about: string;
        readonly text: string | null;
      }
    /** The check of a commit is to be judged anew. */
    | { readonly type: 'judge'; readonly sha: string }
    /** How a scheduled start of a pipeline ended: for the one issue that is open while they fail. */
    | {
        readonly type: 'scheduled';
        readonly pipeline: string;
        /** Names the start, so that it is counted once. */
        readonly once: string;
        readonly end: 'failed' | 'succeeded';
        /** Null: none could be started. */
        readonly run: string | null;
        /** Why none could be started; null: one was. */
        readonly reason: string | null;
      }
  );

/** What an answer says of a run that was started stands there until the run is over, and then what it came to. */
export type AnswerLine = {
  readonly text: string;
  /** Null: it is about no run. */
  readonly run: string | null;
};

/** What demands something of a commit: `push`, `pull 12`, `group`, or `proposed`, by a pull request that nobody opened yet. */
export type SourceDemands = DemandsNow & {
  readonly source: string;
  /** The branch that it merges into; null: into none. */
  readonly base: string | null;
};

/** The change that queues a message; a second one with the same id changes nothing. */
export function messageChange(id: string, message: Message, at: Instant): QueueChange {
  const { installation, id: repository } = message.repository;
  const item = { id, installation, repository, at, body: message };
  return { type: 'queue.add', topic: 'notice', item };
}

/** Whether what was leased from the queue is a message that this version knows. */
export function isMessage(body: Json): body is Message {
  if (!isMap(body) || !isMap(body['repository'])) return false;
  return TYPES.some((type) => type === body['type']);
}

const TYPES: readonly Message['type'][] = [
  'verdict',
  'reaction',
  'reply',
  'ended',
  'remark',
  'judge',
  'scheduled',
];
