import type { JsonMap } from './json.ts';
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
  request: Pick<RunRequest, 'id' | 'number' | 'attempt' | 'trigger'>,
  createdAt: Instant,
): JsonMap {
  const { id, number, attempt, trigger } = request;
  const date = dateText(createdAt);
  return { id, number, attempt, trigger, date, scheduled_at: '' };
}

// Pure layers have no Date. Years begin in March here, so that the leap day is the last of its year:
// https://howardhinnant.github.io/date_algorithms.html
function dateText(at: Instant): string {
  const shifted = Math.floor(at / 86_400_000) + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return [String(year).padStart(4, '0'), pad(month), pad(day)].join('-');
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
