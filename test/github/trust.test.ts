import { RequestError } from '@octokit/request-error';
import { describe, expect, test } from 'vitest';
import type { BranchProtection, GitHubApi, Permission } from '../../app/github/reads/api-port.ts';
import { BROKEN_POLICY, NO_POLICY, type Policy } from '../../app/domain/policy.ts';
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
const MAIN = { branch: 'main', isNew: false, trusted: null };
const TRUSTED = { ...MAIN, trusted: { branch: 'main', by: 'bob', byId: 2, at: 1 } };
const QUEUE = { id: 9, login: 'github-merge-queue[bot]', isBot: true };
const from = (part: Partial<Origin> = {}): Origin => ({
  repository: REPOSITORY,
  isFork: false,
  pusher: { id: 1, login: 'ada', isBot: false },
  pushedTo: null,
  sha: 'a'.repeat(40),
  mayLag: false,
  ...part,
});
const UNMERGED = { number: 7, isMerge: false, base: 'main' };
const BOT = { id: 8, login: 'renovate[bot]', isBot: true };

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
      from({ pushedTo: MAIN, pusher: { ...BOT, id: 9, login: 'github-merge-queue[bot]' } }),
      api('none', 'reviewed', 'main'),
      'protected',
    ],
    [
      'a branch that is not',
      from({ pushedTo: { branch: 'topic', isNew: true, trusted: null } }),
      api('write'),
      'writer',
    ],
    [
      'a person, where an administrator trusts it',
      from({ pushedTo: TRUSTED }),
      api('write'),
      'protected',
    ],
    [
      'a reader, where an administrator trusts it',
      from({ pushedTo: TRUSTED }),
      api('read'),
      'untrusted',
    ],
    [
      'a listed bot, where an administrator trusts it',
      from({ pushedTo: TRUSTED, pusher: { ...BOT, login: 'good[bot]' } }),
      api('write'),
      'writer',
    ],
    [
      'a fork, where an administrator trusts the branch',
      from({ pushedTo: TRUSTED, isFork: true }),
      api('write'),
      'untrusted',
    ],
    [
      'the merge queue, where no approval is asked for',
      from({ pushedTo: MAIN, pusher: QUEUE }),
      api('none'),
      'writer',
    ],
    ['the merge queue, as a pull request', from({ pusher: QUEUE }), api('write'), 'untrusted'],
    ['an administrator', from(), api('admin'), 'writer'],
    ['a reader', from(), api('read'), 'untrusted'],
    ['a stranger', from(), api('none'), 'untrusted'],
    ['a fork, whoever pushed it', from({ isFork: true }), api('admin', 'restricted'), 'untrusted'],
    ['nobody knows whom', from({ pusher: null }), api('admin'), 'untrusted'],
    [
      'one whose number was not written down',
      from({ pusher: { id: null, login: 'ada', isBot: false } }),
      api('admin'),
      'untrusted',
    ],
    ['a bot', from({ pusher: BOT }), api('write'), 'untrusted'],
    ['a listed bot', from({ pusher: { ...BOT, login: 'good[bot]' } }), api('none'), 'writer'],
    [
      'a person who is called like a listed bot',
      from({ pusher: { id: 5, login: 'good', isBot: false } }),
      api('read'),
      'untrusted',
    ],
    [
      'a merge into a branch that needs no approval',
      from({ pushedTo: MAIN }),
      api('write', 'none', 'main'),
      'writer',
    ],
    [
      'a commit of a pull request that was pushed past the review',
      from({ pushedTo: MAIN }),
      { ...api('write', 'reviewed'), pullsOf: async () => [UNMERGED] },
      'writer',
    ],
    [
      'who pushed past the review of a branch that an administrator trusted before',
      from({ pushedTo: TRUSTED }),
      api('write', 'reviewed'),
      'writer',
    ],
    [
      'a merge into a branch of which GitHub refuses to tell the rules',
      from({ pushedTo: MAIN }),
      { ...api('write', 'none', 'main'), protection: () => refusal(403) },
      'writer',
    ],
    [
      'a trusted branch of which GitHub refuses to tell the rules',
      from({ pushedTo: TRUSTED }),
      { ...api('write'), protection: () => refusal(403) },
      'writer',
    ],
    [
      'a branch that needs an approval, where GitHub refuses to tell what was merged',
      from({ pushedTo: MAIN }),
      { ...api('write', 'reviewed'), pullsOf: () => refusal(403) },
      'writer',
    ],
  ])('of what comes from %s', async (_title, origin, github, trust) => {
    expect((await decideTrust(github, origin, LISTING)).trust).toBe(trust);
  });

  test('says of the default branch why nothing of it deploys, or by whose word it does', async () => {
    const noteOf = async (origin: Origin, github: Asked) =>
      (await decideTrust(github, origin, NO_POLICY)).note;
    const pushed = from({ pushedTo: MAIN });
    expect(await noteOf(pushed, api('write'))).toContain('no rule requires an approved');
    expect(await noteOf(pushed, api('write', 'reviewed'))).toContain('bypassed the review');
    expect(await noteOf(pushed, api('write', 'reviewed', 'main'))).toBeUndefined();
    const trusted = from({ pushedTo: TRUSTED });
    expect(await noteOf(trusted, api('write'))).toContain('because bob ran /mlp trust main');
    const topic = from({ pushedTo: { branch: 'topic', isNew: true, trusted: null } });
    expect(await noteOf(topic, api('write'))).toBeUndefined();
    expect(await noteOf(pushed, api('read'))).toBeUndefined();
    const untold = { ...api('write'), protection: () => refusal(403) };
    expect(await noteOf(pushed, untold)).toContain('GitHub does not tell this app which rules');
  });

  test('asks about the rules of a branch only where that was pushed to', async () => {
    const asked: string[] = [];
    const asking: Asked = {
      ...api('write', 'restricted'),
      protection: async (_, { branch }) => {
        asked.push(branch);
        return 'restricted';
      },
    };
    expect((await decideTrust(asking, from(), NO_POLICY)).trust).toBe('writer');
    expect((await decideTrust(asking, from({ pushedTo: MAIN }), NO_POLICY)).trust).toBe(
      'protected',
    );
    expect(asked).toEqual(['main']);
  });

  test('says of a bot that is not listed whether the list could be read', async () => {
    const reasonBy = async (policy: Policy) =>
      (await decideTrust(api('write'), from({ pusher: BOT }), policy)).reason;
    expect(await reasonBy(NO_POLICY)).toContain('which is not listed under');
    expect(await reasonBy(BROKEN_POLICY)).toContain('is not listed, since that file is broken');
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
    const failing = (status: number) => ({ ...api('write'), permission: () => refusal(status) });
    expect((await decideTrust(failing(403), from(), NO_POLICY)).trust).toBe('untrusted');
    await expect(decideTrust(failing(502), from(), NO_POLICY)).rejects.toThrow('no');
  });
});

function refusal(status: number): Promise<never> {
  const request = { method: 'GET' as const, url: '/', headers: {} };
  const response = { status, url: '/', headers: {}, data: {}, retryCount: 0 };
  return Promise.reject(new RequestError('no', status, { request, response }));
}
