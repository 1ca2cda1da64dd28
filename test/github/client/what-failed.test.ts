import { RequestError } from '@octokit/request-error';
import { describe, expect, test } from 'vitest';
import { LostAnswer, NoToken, RateLimited } from '../../../app/github/client/call-errors.ts';
import { describeRefusal, refusalOf, whatFailed } from '../../../app/github/client/what-failed.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const URL = 'https://api.github.com/repos/acme/churn/check-runs';

/** What Octokit throws for an answer. */
function answer(status: number, message: string, given: Given = {}): RequestError {
  const data = { message, ...(given.errors !== undefined && { errors: given.errors }) };
  const request = { method: 'POST' as const, url: URL, headers: {} };
  const response = { status, url: URL, headers: given.headers ?? {}, data, retryCount: 0 };
  return new RequestError(message, status, { request, response });
}
type Given = { readonly headers?: Record<string, string>; readonly errors?: readonly unknown[] };

function graphql(message: string): Error {
  const text = `Request failed due to following response errors:\n - ${message}`;
  return Object.assign(new Error(text), { name: 'GraphqlResponseError' });
}

describe('GitHub refuses for good', () => {
  test.each([
    // https://github.com/r-universe-org/help/issues/247
    ['archived', answer(403, 'Repository was archived so is read-only.')],
    // https://github.com/actions-automation/manage-your-labels/issues/4
    ['archived', graphql('Repository was archived so is read-only')],
    // https://github.com/ossf/allstar/issues/314
    ['suspended', new NoToken(1, answer(403, 'This installation has been suspended'))],
    // https://github.com/kiwitcms/Kiwi/issues/2281
    ['uninstalled', new NoToken(1, answer(404, 'Not Found'))],
    // https://github.com/probot/stale/issues/25
    ['locked', answer(403, 'Unable to create comment because issue is locked.')],
    ['gone', answer(404, 'Not Found')],
    ['gone', answer(410, 'Issues are disabled for this repo')],
    ['gone', graphql("Could not resolve to a Repository with the name 'acme/churn'.")],
    // https://github.com/actions/github-script/issues/455
    ['rule', answer(422, 'Reference update failed')],
    ['rule', answer(422, 'Repository rule violations found\n\nCannot update this branch.')],
    ['forbidden', answer(403, 'Resource not accessible by integration')],
    ['forbidden', graphql('Resource not accessible by integration')],
    ['forbidden', answer(451, 'Repository access blocked')],
    // https://github.com/benc-uk/workflow-dispatch/issues/65, https://github.com/benc-uk/workflow-dispatch/issues/72
    ['invalid', answer(422, "Workflow does not have 'workflow_dispatch' trigger")],
    ['invalid', answer(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")],
    ['invalid', answer(400, 'Problems parsing JSON')],
  ] as const)('as %s: %s', (reason, error) => {
    expect(whatFailed(error, NOW)).toMatchObject({ type: 'refusal', reason });
  });

  test('in its own words, with what it finds wrong, on one line and with an end', () => {
    const errors = [{ resource: 'CheckRun', field: 'name', code: 'missing' }, { message: 'no' }];
    expect(refusalOf(answer(422, 'Validation Failed', { errors }))?.sentence).toBe(
      'Validation Failed: name missing: no',
    );
    const odd = refusalOf(answer(403, `a\u001b[31m b\r\n\n${'c'.repeat(5000)}`))?.sentence ?? '';
    expect(odd).toMatch(/^a b c+…$/);
    expect(odd).toHaveLength(240);
  });

  test('and people are told what to do', () => {
    const refusal = refusalOf(answer(403, 'Repository was archived so is read-only.'));
    expect(refusal === null ? null : describeRefusal(refusal)).toBe(
      'GitHub refused (403): Repository was archived so is read-only. Unarchive the repository.',
    );
  });

  test('and without a status where that of GraphQL tells nothing', () => {
    const refusal = refusalOf(graphql("Could not resolve to a Repository with the name 'a/b'."));
    expect(refusal === null ? null : describeRefusal(refusal)).toBe(
      "GitHub refused: Could not resolve to a Repository with the name 'a/b'. It was deleted, or the app is not installed there any more.",
    );
  });
});

describe('GitHub may do it later', () => {
  const limited = (headers: Record<string, string>, message = 'no', status = 403) =>
    answer(status, message, { headers });
  test.each([
    ['that says so', limited({ 'retry-after': '30' }), NOW + 30_000],
    [
      'whose hour is used up',
      limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 60) }),
      NOW + 60_000,
    ],
    ['of its second kind', limited({}, 'You have exceeded a secondary rate limit.'), NOW + 60_000],
    ['by its status', limited({}, 'slow down', 429), NOW + 60_000],
    ['for a token', new NoToken(1, limited({ 'retry-after': '30' })), NOW + 30_000],
    ['that we keep ourselves', new RateLimited(1, NOW + 5000, 'x'), NOW + 5000],
  ])('after a limit %s', (_, error, until) => {
    expect(whatFailed(error, NOW)).toEqual({ type: 'delay', until });
  });

  test.each([
    ['a fault of its own', answer(502, 'Server Error')],
    ['an answer that is neither yes nor no', answer(304, 'Not Modified')],
    ['a conflict with what else goes on', answer(409, 'Git Repository is being written to')],
    ['a key or a clock that is wrong', answer(401, 'A JSON web token could not be decoded')],
    ['an answer that was lost', new LostAnswer('POST x', new TypeError('fetch failed'))],
    ['a query that took too long', graphql('Something went wrong while executing your query.')],
    ['a limit of GraphQL', graphql('API rate limit already exceeded for installation ID 1.')],
    ['a token that could not be asked for', new NoToken(1, answer(500, 'Server Error'))],
    ['a fault of ours', new TypeError('x is not a function')],
  ])('after %s', (_, error) => {
    expect(whatFailed(error, NOW)).toEqual({ type: 'delay', until: null });
    expect(refusalOf(error)).toBeNull();
  });
});
