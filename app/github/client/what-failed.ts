import { RequestError } from '@octokit/request-error';
import { isList, isMap, type Json } from '../../domain/json.ts';
import type { Instant } from '../../domain/run/run.ts';
import { printable } from '../../../text/printable.ts';
import { NoToken, RateLimited } from './call-errors.ts';
import { pausedUntil } from './read-limits.ts';

/** Why a call came to nothing, in one place for all who call. */
export type CallFailure =
  /** It may succeed later; null: nobody says when. */
  { readonly type: 'delay'; readonly until: Instant | null } | CallRefusal;

/** GitHub said no, and will say so again until somebody changes something there. */
export type CallRefusal = {
  readonly type: 'refusal';
  readonly reason: RefusalReason;
  readonly status: number;
  /** GitHub's own words, one line without a full stop, safe for a terminal; not for Markdown. */
  readonly sentence: string;
};

export type RefusalReason =
  | 'archived'
  | 'suspended'
  | 'uninstalled'
  | 'locked'
  /** It is not there, or the App may no longer see it: GitHub tells these apart for nobody. */
  | 'gone'
  /** A ruleset or a branch protection. */
  | 'rule'
  | 'forbidden'
  /** GitHub does not take what it was asked. */
  | 'invalid';

/** Whether GitHub refused for good, or whether to ask again and when. */
export function whatFailed(error: unknown, now: Instant): CallFailure {
  if (error instanceof NoToken) return withoutToken(whatFailed(error.cause, now));
  if (error instanceof RateLimited) return { type: 'delay', until: error.until };
  if (error instanceof RequestError && error.response !== undefined) return answered(error, now);
  return isGraphql(error) ? ofGraphql(error.message) : DELAY;
}

/** What GitHub refused for good; null: it may do it later. */
export function refusalOf(error: unknown): CallRefusal | null {
  const failure = whatFailed(error, 0);
  return failure.type === 'refusal' ? failure : null;
}

/** A refusal in plain words: what came of it, what GitHub said, and what to do. */
export function describeRefusal(
  { reason, status, sentence }: CallRefusal,
  { what = 'GitHub refused', next = {} }: RefusalWords = {},
): string {
  // Where GraphQL refuses, the status tells nothing.
  const code = status === 200 ? '' : ` (${status})`;
  return `${what}${code}: ${sentence}. ${next[reason] ?? NEXT[reason]}`.trim();
}

type RefusalWords = {
  readonly what?: string;
  /** What to do where it is not what is to be done anywhere. */
  readonly next?: Readonly<Partial<Record<RefusalReason, string>>>;
};

const DELAY: CallFailure = { type: 'delay', until: null };

/**
 * Nothing was done for the sake of a limit, of what else goes on there (409), or of a fault of GitHub's; a 401 is that of
 * the App's own key or clock, which its operator mends.
 */
const PASSES: ReadonlySet<number> = new Set([401, 408, 409, 425, 429]);

function answered(error: RequestError, now: Instant): CallFailure {
  const { status, response } = error;
  const data: unknown = response?.data;
  const sentence = sentenceOf(isJson(data) ? data : null);
  const headers = response?.headers ?? {};
  const until = pausedUntil({ status, headers, message: sentence }, now);
  if (until !== null) return { type: 'delay', until };
  if (status < 400 || status >= 500 || PASSES.has(status)) return DELAY;
  return { type: 'refusal', reason: reasonOf(status, sentence), status, sentence };
}

/** Each as GitHub words it; the tests name where that was seen. */
const WORDED: readonly (readonly [RegExp, RefusalReason])[] = [
  [/\barchived so\b/i, 'archived'],
  [/installation has been suspended/i, 'suspended'],
  [/\bis locked\b/i, 'locked'],
  [/rule violations|^Reference update failed|protected branch/i, 'rule'],
  [/not accessible by|without `?workflows`? permission/i, 'forbidden'],
  [/^Could not resolve to a Repository/i, 'gone'],
];

function reasonOf(status: number, sentence: string): RefusalReason {
  const worded = wordedReason(sentence);
  if (worded !== null) return worded;
  if (status === 404 || status === 410) return 'gone';
  return status === 403 || status === 451 ? 'forbidden' : 'invalid';
}

function wordedReason(sentence: string): RefusalReason | null {
  return WORDED.find(([words]) => words.test(sentence))?.[1] ?? null;
}

/**
 * 404 where the installation is gone, as others found; no page of GitHub's says so: https://github.com/kiwitcms/Kiwi/issues/2281
 * https://github.com/codecov/shared/pull/236
 */
function withoutToken(failure: CallFailure): CallFailure {
  const isGone = failure.type === 'refusal' && failure.reason === 'gone';
  return isGone ? { ...failure, reason: 'uninstalled' } : failure;
}

/** Its errors come with status 200, and only their words tell what GitHub will never do from what it could not now. */
function ofGraphql(message: string): CallFailure {
  const sentence = oneLine(message.replace(/^Request failed[^\n]*\n\s*- /, ''));
  const reason = wordedReason(sentence);
  return reason === null ? DELAY : { type: 'refusal', reason, status: 200, sentence };
}

function isGraphql(error: unknown): error is Error {
  return error instanceof Error && error.name === 'GraphqlResponseError';
}

function sentenceOf(data: Json): string {
  const { message = null, errors = null } = isMap(data) ? data : {};
  const said = typeof message === 'string' ? message : 'no reason given';
  const details = (isList(errors) ? errors : []).flatMap(detailOf).slice(0, MOST_DETAILS);
  return oneLine([said, ...details].join(': '));
}

const MOST_DETAILS = 2;
const LONGEST = 240;

/** `{ resource, field, code, message }`, or a text: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
function detailOf(error: Json): string[] {
  if (typeof error === 'string') return [error];
  const { message, field, code } = isMap(error) ? error : {};
  if (typeof message === 'string') return [message];
  return typeof field === 'string' && typeof code === 'string' ? [`${field} ${code}`] : [];
}

function oneLine(text: string): string {
  const lines = text
    .toWellFormed()
    .slice(0, 4 * LONGEST)
    .split(/[\r\n]+/);
  const line = lines
    .map((each) => printable(each).trim())
    .filter((each) => each !== '')
    .join(' ');
  const characters = Array.from(line.replace(/\.$/, ''));
  if (characters.length <= LONGEST) return characters.join('');
  return `${characters.slice(0, LONGEST - 1).join('')}…`;
}

// What Octokit parsed from JSON is that.
function isJson(data: unknown): data is Json {
  return data !== undefined && typeof data !== 'function';
}

const NEXT: Readonly<Record<RefusalReason, string>> = {
  archived: 'Unarchive the repository.',
  suspended: 'Unsuspend the app in the settings of its installation.',
  uninstalled: 'Install the app on this repository again.',
  locked: 'Unlock the conversation.',
  gone: 'It was deleted, or the app is not installed there any more.',
  rule: 'Let the app bypass that rule.',
  forbidden:
    'Check that the app has the permissions it asks for, and that nothing there is disabled.',
  invalid: '',
};
