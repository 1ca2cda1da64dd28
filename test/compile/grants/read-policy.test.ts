import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../../app/compile/grants/read-policy.ts';
import { listsBot } from '../../../app/domain/policy.ts';

const told = (text: string) =>
  readPolicy(text).problems.map(
    ({ line, column, message, hint }) => `${line}:${column} ${message} | ${hint}`,
  );

describe('a policy', () => {
  test('lists bots with or without [bot], in any case, and who may give commands', () => {
    const { policy, problems } = readPolicy(
      'bots:\n  - Renovate\n  - deploy-helper[bot]\ncommands: { retrain: admin }\n',
    );
    expect(problems).toEqual([]);
    expect(policy).toEqual({
      bots: ['renovate', 'deploy-helper'],
      commands: { retrain: 'admin' },
      overrides: [],
      isReadable: true,
    });
    expect(listsBot(policy, 'renovate[bot]')).toBe(true);
    expect(listsBot(policy, 'deploy-helper[bot]')).toBe(true);
    expect(listsBot(policy, 'evil[bot]')).toBe(false);
  });

  test('may begin with a byte order mark', () => {
    expect(readPolicy('\uFEFFbots: [renovate]\n')).toMatchObject({
      policy: { bots: ['renovate'] },
      problems: [],
    });
  });

  test('that is empty says nothing', () => {
    expect(readPolicy('# nothing yet\n')).toEqual({
      policy: { bots: [], commands: {}, overrides: [], isReadable: true },
      problems: [],
    });
  });

  test.each([
    ['bot: [renovate]\n', /^1:1 the policy has no key `bot` \| did you mean `bots`\?$/],
    [
      'bots: [renovate]\ncommands:\n  retrain: everyone\n',
      /^3:12 `commands.retrain` cannot be "everyone" \| write one of write, admin$/,
    ],
    [
      'bots: renovate\n',
      /^1:7 `bots` must be a list, not "renovate" \| write `bots: \[renovate\]`/,
    ],
    ['- renovate\n', /^1:1 the policy must be a map/],
  ])('says on its lines what is wrong: %j', (text, problem) => {
    expect(told(text)).toEqual([expect.stringMatching(problem)]);
  });

  test.each([
    'bots: [renovate]\nbots: [evil]\n',
    'bots: [a, {]\n',
    'bots: [renovate]\nx: 1\n',
    '"\n',
  ])('with any mistake grants nothing: %j', (text) => {
    const { policy, problems } = readPolicy(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(policy).toEqual({ bots: [], commands: {}, overrides: [], isReadable: false });
  });
});
