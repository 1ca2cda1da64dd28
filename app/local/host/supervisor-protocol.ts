import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';

/**
 * What the CLI and its supervisor tell each other: one JSON message a line, over the supervisor's stdin and stdout.
 * Both are the same version of this package, one started by the other, so that messages need no format number and no
 * validation. The end of stdin is a message too: whoever drove the run is gone.
 */
export type ToSupervisor =
  | { readonly type: 'start'; readonly name: AttemptName; readonly ticket: Ticket }
  /** SIGTERM, the grace period, SIGKILL. */
  | { readonly type: 'stop'; readonly name: AttemptName }
  /** SIGKILL now, all of them. */
  | { readonly type: 'kill' };

export type FromSupervisor =
  | { readonly type: 'report'; readonly name: AttemptName; readonly report: AttemptReport }
  /** The executor itself failed, by a mistake of ours or of the machine: nothing follows for this attempt. */
  | { readonly type: 'crashed'; readonly name: AttemptName; readonly message: string };

/** `train[seed=1]#2`: unique in a run. */
export type AttemptName = string;

/** The name of an attempt in these messages. */
export function attemptName(key: string, attempt: number): AttemptName {
  return `${key}#${attempt}`;
}
