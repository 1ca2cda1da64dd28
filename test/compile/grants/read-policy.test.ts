import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../../app/compile/grants/read-policy.ts';
import { DEFAULT_QUOTAS, runQuotas } from '../../../app/domain/quotas.ts';
import { DEFAULT_MACHINE_POLICY } from '../../../app/domain/machine-policy.ts';
import { listsBot, mentionAfter, NO_POLICY } from '../../../app/domain/policy.ts';

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
      consumers: [],
      approvals: { bots: 2, fourEyes: false },
      budgets: null,
      quotas: DEFAULT_QUOTAS,
      machines: DEFAULT_MACHINE_POLICY,
      mentionAfterMs: 1_800_000,
      images: 'mermaid',
      isReadable: true,
    });
    expect(listsBot(policy, 'renovate[bot]')).toBe(true);
    expect(listsBot(policy, 'deploy-helper[bot]')).toBe(true);
    expect(listsBot(policy, 'evil[bot]')).toBe(false);
  });

  test('says what runs may spend, and who may let them spend more', () => {
    const text =
      'budgets: { per-run: 60 USD, per-month: 1000.50 USD, on-exceed: fail, approvers: ["@acme/ml"] }\n';
    expect(readPolicy(text)).toMatchObject({
      problems: [],
      policy: {
        budgets: { perRunUsd: 60, perMonthUsd: 1000.5, onExceed: 'fail', approvers: ['@acme/ml'] },
      },
    });
    expect(readPolicy('budgets: { per-run: 60 USD }\n').policy.budgets).toEqual({
      perRunUsd: 60,
      perMonthUsd: null,
      onExceed: 'ask',
      approvers: [],
    });
    expect(readPolicy('budgets: { per-run: 60 EUR }\n').problems).toHaveLength(1);
  });

  test('says how much runs may store, and what code that is not trusted gets, never more than by itself', () => {
    const text =
      'quotas: { attempt: 50GB, run: 1.5TB, untrusted: { cells: 16, retries: 0, bytes: 9TB, time: 90m } }\n';
    expect(readPolicy(text)).toMatchObject({ problems: [] });
    const { quotas } = readPolicy(text).policy;
    const untrusted = { cells: 16, retries: 0, bytes: 1e9, timeMs: 5_400_000 };
    expect(quotas).toEqual({ attempt: 50e9, run: 1.5e12, untrusted });
    expect(runQuotas(quotas, 'writer')).toEqual({ attempt: 50e9, run: 1.5e12 });
    expect(runQuotas(quotas, 'untrusted')).toEqual({ attempt: 50e9, run: 1e9 });
    const less = readPolicy('quotas: { run: 1TB }\n').policy.quotas;
    expect(less).toEqual({ ...DEFAULT_QUOTAS, run: 1e12 });
    expect(readPolicy('quotas: { attempt: 1GB }\n').policy.quotas).toEqual({
      ...DEFAULT_QUOTAS,
      attempt: 1e9,
    });
    expect(readPolicy('').policy.quotas).toEqual({
      attempt: null,
      run: 500e9,
      untrusted: { cells: 64, retries: 2, bytes: 1e9, timeMs: 6 * 3_600_000 },
    });
    expect(told('quotas: { untrusted: { cells: 65 } }\n')).toHaveLength(1);
    expect(told('quotas: { run: 500 }\n')).toHaveLength(1);
  });

  test('says after what time whoever started a run is told of its end, and whom that may be', () => {
    const after = (text: string) => readPolicy(text).policy.mentionAfterMs;
    expect(after('bots: []\n')).toBe(1_800_000);
    expect(after('mention: 2h\n')).toBe(7_200_000);
    expect(after('mention: never\n')).toBeNull();
    expect(told('mention: 0m\n')).toEqual([expect.stringMatching(/`mention` cannot be "0m"/)]);
    expect(told('mention: 30\n')).toEqual([expect.stringMatching(/`mention` must be a string/)]);
    const { policy } = readPolicy('bots: [renovate]\n');
    const of = (actor: string | null) => mentionAfter(policy, actor);
    expect([of('ada'), of('renovate'), of('renovate[bot]'), of(null)]).toEqual([
      1_800_000,
      null,
      null,
      null,
    ]);
  });

  test('says what machines of the App may be, and how old their images', () => {
    const text =
      'machines: { regions: [us-east-1], types: ["g5.*", g6.xlarge], tags: { cost-center: ml }, reservations: [cr-0123456789abcdef0], ami-max-age: 7d }\n';
    expect(readPolicy(text)).toMatchObject({
      problems: [],
      policy: {
        machines: {
          regions: ['us-east-1'],
          types: ['g5.*', 'g6.xlarge'],
          tags: { 'cost-center': 'ml' },
          reservations: ['cr-0123456789abcdef0'],
          amiMaxAgeMs: 604_800_000,
        },
      },
    });
    const { machines } = readPolicy('machines: { regions: [eu-central-1] }\n').policy;
    expect(machines).toMatchObject({
      types: [],
      tags: {},
      reservations: [],
      amiMaxAgeMs: 2_592_000_000,
    });
  });

  test('says what an hour of waiting is worth', () => {
    const cost = (text: string) => readPolicy(text).policy.machines?.waitingCost;
    expect(cost('bots: []\n')).toEqual({ pullRequest: 15, schedule: 0.5 });
    expect(cost('waiting-cost: { pull-request: 40 USD }\n')).toEqual({
      pullRequest: 40,
      schedule: 0.5,
    });
    const both = 'waiting-cost: { pull-request: 0.75 USD, schedule: 0 USD }\n';
    expect(cost(both)).toEqual({ pullRequest: 0.75, schedule: 0 });
    expect(told('waiting-cost: { schedule: 3 }\n')).toEqual([
      expect.stringMatching(/`waiting-cost.schedule` must be a string/),
    ]);
    expect(told('waiting-cost: { pull-request: -1 USD }\n')).toEqual([
      expect.stringMatching(/cannot be "-1 USD" \| money is a number of US dollars/),
    ]);
    expect(cost('waiting-cost: { push: 1 USD }\n')).toBeUndefined();
  });

  test.each([
    ['regions: [moon]', /`machines.regions.0` cannot be "moon" \| a region of AWS/],
    ['reservations: [cr-x]', /`machines.reservations.0` cannot be "cr-x" \| a reservation's id/],
    ['regions: []', /`machines.regions` is empty/],
    ['types: ["g5.[x]"]', /`machines.types.0` cannot be "g5.\[x\]" \| a type of EC2 or a pattern/],
    ['tags: { "cost center": ml }', /`cost center` cannot be a name here \| a tag's key has at/],
    ['tags: { "team/ml": ml }', /`team\/ml` cannot be a name here/],
    ['tags: { "MLP:machine": ml }', /`MLP:machine` cannot be a name here/],
    ['tags: { "aws:team": ml }', /`aws:team` cannot be a name here/],
    ['tags: { Name: ml }', /`Name` cannot be a name here/],
    ['tags: { _index: ml }', /`_index` cannot be a name here/],
    ['tags: { team: 7 }', /`machines.tags.team` must be a string, not 7 \| write "7"/],
    ['ami-max-age: 0d', /`machines.ami-max-age` cannot be "0d" \| a duration/],
    ['pricing: { discount: 1 }', /`machines` has no key `pricing` \| it has regions, types, tags/],
    [
      `types: [${Array.from({ length: 51 }, (_, at) => `g${at}`).join(', ')}]`,
      /may have 50 at most/,
    ],
  ])('refuses machines that cannot be, and starts none: %s', (machines, problem) => {
    const text = `machines: { ${machines} }\n`;
    expect(told(text)).toEqual([expect.stringMatching(problem)]);
    expect(readPolicy(text).policy.machines).toBeNull();
  });

  test('may begin with a byte order mark', () => {
    expect(readPolicy('\uFEFFbots: [renovate]\n')).toMatchObject({
      policy: { bots: ['renovate'] },
      problems: [],
    });
  });

  test('that is empty says nothing', () => {
    expect(readPolicy('# nothing yet\n')).toEqual({
      policy: NO_POLICY,
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
    ['bots: [a, {\n', /^2:1 this line is not indented like its neighbours, or a bracket/],
  ])('says on its lines what is wrong: %j', (text, problem) => {
    expect(told(text)).toEqual([expect.stringMatching(problem)]);
  });

  test('says mistakes in the order of their lines, whatever found them', () => {
    const lines = readPolicy('x: 1\nbots: [a]\nbots: [b]\ny: 1\n').problems.map(({ line }) => line);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  test('says of an entry of a list what is wrong with that one', () => {
    expect(told('bots: [renovate, { a: 1 }]\n')).toEqual([
      expect.stringMatching(/^1:18 `bots\.1` must be a string, not \{"a":1\}/),
    ]);
  });

  test.each([
    'bots: [renovate]\nbots: [evil]\n',
    'bots: [a, {]\n',
    'bots: [renovate]\nx: 1\n',
    '---\n---\n',
    '"\n',
  ])('with any mistake grants nothing: %j', (text) => {
    const { policy, problems } = readPolicy(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(policy).toEqual({
      bots: [],
      commands: {},
      overrides: [],
      consumers: [],
      approvals: { bots: 2, fourEyes: true },
      budgets: null,
      quotas: DEFAULT_QUOTAS,
      machines: null,
      mentionAfterMs: null,
      images: 'mermaid',
      isReadable: false,
    });
  });
});
