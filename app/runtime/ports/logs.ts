import type { OutputReport } from '../../../schemas/attempt-report.generated.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { AttemptId } from './attempts.ts';

/** Full text of attempts' output. */
export interface Logs {
  /** Appends lines that were told at this moment; resolves when another process can read them. */
  append(of: AttemptId, lines: OutputReport['lines'], at: Instant): Promise<void>;
}

export type Output = { readonly of: AttemptId; readonly lines: OutputReport['lines'] };

/**
 * The last lines of what attempts printed, where all replicas find them: at most 2,000 lines and 256 kB of each attempt.
 * The full text is wherever the attempt ran, as in the log of its job on GitHub. Tails go with their runs.
 */
export interface LogTails extends Logs {
  /** The newest `limit` lines after the one with this number (0: of all that are kept), the oldest of them first. */
  read(of: AttemptId, after: number, limit: number): Promise<readonly TailLine[]>;
}

/** `seq` counts all lines of the attempt from 1, so that a gap says how many are no longer kept. */
export type TailLine = OutputReport['lines'][number] & {
  readonly seq: number;
  /** When its executor told of it; null: kept before that was. */
  readonly at: Instant | null;
};
