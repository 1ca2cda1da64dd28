import { instantText } from './instant-text.ts';
import type { JsonMap } from '../json.ts';
import type { Instant, RunRequest } from './run.ts';

/** The `github` context of expressions, for the compiler and for the steps of one run alike. */
export function githubContextOf(
  request: Pick<RunRequest, 'sha' | 'ref' | 'trigger' | 'actor' | 'github'>,
): JsonMap {
  const ref = request.ref ?? '';
  return {
    sha: request.sha ?? '',
    ref,
    ref_name: ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    event_name: request.trigger,
    actor: request.actor ?? '',
    ...request.github,
  };
}

/** The `run` context of expressions. `date` is the day in UTC on which the run was made. */
export function runContextOf(
  request: Pick<RunRequest, 'id' | 'number' | 'attempt' | 'trigger' | 'scheduledAt'>,
  createdAt: Instant,
): JsonMap {
  const { id, number, attempt, trigger, scheduledAt } = request;
  const date = instantText(createdAt).slice(0, 10);
  const scheduled_at = scheduledAt === undefined ? '' : instantText(scheduledAt);
  return { id, number, attempt, trigger, date, scheduled_at };
}
