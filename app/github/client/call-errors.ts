import { RequestError } from '@octokit/request-error';
import type { Instant } from '../../domain/run/run.ts';
import { messageOf } from '../../../text/message-of.ts';

/** GitHub was not asked, or refused to be, for the sake of its limits: nothing happened, and nothing will before `until`. */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';
  readonly until: Instant;

  constructor(installation: number, until: Instant, why: string) {
    super(
      `GitHub installation ${installation} has to wait ${new Date(until).toISOString()}: ${why}`,
    );
    this.until = until;
  }
}

/** A request whose answer was lost on the way: what it asked for may have been done or not. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';

  constructor(kind: string, cause: unknown) {
    const why = messageOf(cause);
    super(`GitHub's answer to ${kind} was lost: ${why}`, { cause });
  }
}

/** An installation's token could not be had, so that nothing was asked with it; `cause`: how GitHub answered that. */
export class NoToken extends Error {
  override readonly name = 'NoToken';

  constructor(installation: number, cause: unknown) {
    super(`GitHub gives no token for installation ${installation}: ${messageOf(cause)}`, { cause });
  }
}

/** The status with which GitHub refused; null: it did not answer. */
export function refusedWith(error: unknown): number | null {
  return error instanceof RequestError && error.response !== undefined ? error.status : null;
}
