import type { BlobRecheck, BlobStore } from '../../content/blob-store.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';

/** What the process that runs an attempt gives it: a store, folders, its environment, an ear, and two ways to be stopped. */
export type ExecutorHost = {
  /** One at hand is read again where outputs count on what it holds. */
  readonly blobs: BlobStore & Partial<BlobRecheck>;
  /** Absolute paths. */
  readonly folders: {
    /** Mode copy: a folder of this attempt alone, which does not exist yet. In place: the repository. */
    readonly workspace: string;
    /** A folder of this attempt alone; made when needed, removed at the end. One that is there already is emptied and stays. */
    readonly scratch: string;
    /** Python environments, shared by all attempts and processes of this machine. */
    readonly environments: string;
    /** Where the repository is checked out, for tickets without a stored tree; left out: nowhere. */
    readonly checkout?: string;
    /** Where people work on the repository, on their own machine; only read: data that git ignores, and to say why a file is not seen. */
    readonly repository?: string;
    /** A file that remembers digests of files (content/hash-memo.ts); left out: none does. */
    readonly hashes?: string;
  };
  /** The environment of the host's process. Steps and installers see of it only what they are to see. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Takes the attempt's reports, in order. */
  report(report: AttemptReport): void;
  /** Aborted with the reason `cancel` or `interrupt`: SIGTERM, the grace period, SIGKILL. After `interrupt` nothing is tidied up: the machine is being taken back. */
  readonly stop: AbortSignal;
  /** Aborted: SIGKILL at once. */
  readonly kill: AbortSignal;
};
