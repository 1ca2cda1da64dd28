import { RequestError } from '@octokit/request-error';
import { describe, expect, test } from 'vitest';
import type { GitHubApi, Permission } from '../../app/github/reads/api-port.ts';
import { NO_POLICY } from '../../app/domain/policy.ts';
import { decideTrust, type Origin } from '../../app/github/trust.ts';

const LISTING = { ...NO_POLICY, bots: ['good'] };
const REPOSITORY = { id: 1, installation: 1, owner: 'acme', name: 'churn', defaultBranch: 'main' };
const api = (
  permission: Permission,
  isProtected = false,
): Pick<GitHubApi, 'permission' | 'isProtected'> => ({
  permission: async () => permission,
  isProtected: async () => isProtected,
});
const from = (part: Partial<Origin> = {}): Origin => ({
  repository: REPOSITORY,
  isFork: false,
  pusher: { login: 'ada', isBot: false },
  pushedTo: null,
  ...part,
});
const BOT = { login: 'renovate[bot]', isBot: true };

describe('trust', () => {
  test.each([
    [
      'a protected branch',
      from({ pushedTo: { branch: 'main', isNew: false } }),
      api('read', true),
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
    ['a fork, whoever pushed it', from({ isFork: true }), api('admin', true), 'untrusted'],
    ['nobody knows whom', from({ pusher: null }), api('admin'), 'untrusted'],
    ['a bot', from({ pusher: BOT }), api('write'), 'untrusted'],
    ['a listed bot', from({ pusher: { ...BOT, login: 'good[bot]' } }), api('none'), 'writer'],
  ])('of what comes from %s', async (_title, origin, github, trust) => {
    expect((await decideTrust(github, origin, LISTING)).trust).toBe(trust);
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
