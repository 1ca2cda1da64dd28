import { RequestError } from '@octokit/request-error';
import { describe, expect, test } from 'vitest';
import type { BranchProtection, GitHubApi, Permission } from '../../app/github/reads/api-port.ts';
import { NO_POLICY } from '../../app/domain/policy.ts';
import { decideTrust, type Origin } from '../../app/github/trust.ts';

const LISTING = { ...NO_POLICY, bots: ['good'] };
const REPOSITORY = { id: 1, installation: 1, owner: 'acme', name: 'churn', defaultBranch: 'main' };
type Asked = Pick<GitHubApi, 'permission' | 'protection' | 'pullsOf'>;
const api = (
  permission: Permission,
  protection: BranchProtection = 'none',
  merged: string | null = null,
): Asked => ({
  permission: async () => permission,
  protection: async () => protection,
  pullsOf: async () => (merged === null ? [] : [{ number: 7, isMerge: true, base: merged }]),
});
const MAIN = { branch: 'main', isNew: false };
const from = (part: Partial<Origin> = {}): Origin => ({
  repository: REPOSITORY,
  isFork: false,
  pusher: { login: 'ada', isBot: false },
  pushedTo: null,
  sha: 'a'.repeat(40),
  mayLag: false,
  ...part,
});
const BOT = { login: 'renovate[bot]', isBot: true };

describe('trust', () => {
  test.each([
    [
      'a branch where few may push',
      from({ pushedTo: MAIN }),
      api('read', 'restricted'),
      'protected',
    ],
    [
      'a merge into a branch that needs an approval',
      from({ pushedTo: MAIN }),
      api('write', 'reviewed', 'main'),
      'protected',
    ],
    [
      'who pushed past the review of such a branch',
      from({ pushedTo: MAIN }),
      api('admin', 'reviewed'),
      'writer',
    ],
    [
      'a merge into another branch, pushed past the review of this one',
      from({ pushedTo: MAIN }),
      api('write', 'reviewed', 'dev'),
      'writer',
    ],
    [
      'a bot that is not listed, on a branch where few may push',
      from({ pushedTo: MAIN, pusher: BOT }),
      api('write', 'restricted'),
      'untrusted',
    ],
    [
      'the merge queue',
      from({ pushedTo: MAIN, pusher: { ...BOT, login: 'github-merge-queue[bot]' } }),
      api('none', 'reviewed', 'main'),
      'protected',
    ],
    [
      'a branch that is not',
      from({ pushedTo: { branch: 'topic', isNew: true } }),
      api('write'),
      'writer',
    ],
    ['an administrator', from(), api('admin'), 'writer'],
    ['a reader', from(), api('read'), 'untrusted'],
    ['a stranger', from(), api('none'), 'untrusted'],
    ['a fork, whoever pushed it', from({ isFork: true }), api('admin', 'restricted'), 'untrusted'],
    ['nobody knows whom', from({ pusher: null }), api('admin'), 'untrusted'],
    ['a bot', from({ pusher: BOT }), api('write'), 'untrusted'],
    ['a listed bot', from({ pusher: { ...BOT, login: 'good[bot]' } }), api('none'), 'writer'],
  ])('of what comes from %s', async (_title, origin, github, trust) => {
    expect((await decideTrust(github, origin, LISTING)).trust).toBe(trust);
  });

  test('is undecided while GitHub may not know yet which pull request was merged', async () => {
    const origin = from({ pushedTo: MAIN, mayLag: true });
    await expect(decideTrust(api('write', 'reviewed'), origin, NO_POLICY)).rejects.toThrow(
      'GitHub does not say yet which pull request',
    );
    const { trust } = await decideTrust(api('write', 'reviewed', 'main'), origin, NO_POLICY);
    expect(trust).toBe('protected');
  });

  test('is none when GitHub refuses to say, and undecided while it does not answer', async () => {
    const failing = (status: number) => {
      const request = { method: 'GET' as const, url: '/', headers: {} };
      const response = { status, url: '/', headers: {}, data: {}, retryCount: 0 };
      const error = new RequestError('no', status, { request, response });
      return { ...api('write'), permission: () => Promise.reject(error) };
    };
    expect((await decideTrust(failing(403), from(), NO_POLICY)).trust).toBe('untrusted');
    await expect(decideTrust(failing(502), from(), NO_POLICY)).rejects.toThrow('no');
  });
});
