import { describe, expect, test } from 'vitest';
import { letRun, startOnHead, type Head } from '../../../app/github/start/start-on-head.ts';
import { startFromConfig, type FromConfig } from '../../../app/github/start/start-from-config.ts';
import type { Config } from '../../../app/github/reads/api-port.ts';
import { policyOf } from '../../../app/triggers/policy-of.ts';
import { PipelineFiles } from '../../../app/triggers/pipeline-files.ts';
import {
  ADA,
  HEAD,
  MAIN,
  openPlainGitHub,
  PLACE,
  PULL,
  type PlainGitHub,
} from '../open-plain-github.ts';

const CHURN = 'name: churn\non: { push: {}, pull_request: {} }\nsteps: { train: { run: echo } }\n';

const PUSHED = {
  triggerEvent: { type: 'push', ref: 'refs/heads/x', deleted: false },
  hosted: { ...PLACE, trust: 'writer' },
  subject: { sha: HEAD, ref: 'refs/heads/x', actor: 'ada', trigger: 'push', github: {} },
  changed: async () => 'any',
  held: null,
} as const satisfies Omit<FromConfig, 'config'>;

/** The head of an open pull request. */
async function opened(given: PlainGitHub = {}, pull: Partial<Head['pull']> = {}) {
  const world = await openPlainGitHub({ files: { churn: CHURN }, ...given });
  const { deps, api, config } = world;
  const { repository } = PLACE;
  const policy = policyOf(config.policy);
  const about = { deps, api, repository, sender: ADA, config, policy };
  const head: Head = { ...about, pull: { ...PULL, ...pull } };
  return { ...world, head };
}

describe('a head that is held back', () => {
  test('is let run once, without secrets, as what it is', async () => {
    const { head, runs } = await opened({ pusher: null });
    expect(await letRun(head, {})).toMatchObject({
      type: 'started',
      started: [{ type: 'started', pipeline: 'churn' }],
    });
    await letRun(head, {});
    expect(await runs()).toMatchObject([
      { hosted: { trust: 'untrusted', pull: 7 }, sha: HEAD, ref: 'refs/heads/topic' },
    ]);
  });

  test('is of its pull request where no branch of the repository is', async () => {
    const { head, runs } = await opened({}, { headRepository: 99 });
    expect(await letRun(head, {})).toMatchObject({ type: 'started' });
    expect(await runs()).toMatchObject([{ ref: 'refs/pull/7/head' }]);
  });

  test('is not let run where nothing is held back, or nothing more may be begun', async () => {
    const { head, runs, spend } = await opened();
    expect(await letRun(head, {})).toMatchObject({
      type: 'refused',
      reason: expect.stringMatching(/^Nothing is held back: it was pushed by ada/),
    });
    await spend();
    const held = await opened({ pusher: null });
    await held.spend();
    expect(await letRun(held.head, {})).toMatchObject({
      type: 'refused',
      reason: expect.stringMatching(/restarted 20 times/),
    });
    expect([await runs(), await held.runs()]).toEqual([[], []]);
  });
});

describe('a run of a commit', () => {
  const trust = { trust: 'writer', reason: 'ada may write' } as const;
  const start = (head: Head, base: string) => {
    const triggerEvent = { type: 'pull_request', action: 'opened', base } as const;
    return startOnHead(head, { triggerEvent, trust, only: null, params: {}, once: null });
  };

  test('is one for its push and its pull requests, but for those into another branch', async () => {
    const { head, runs, deps, config } = await opened();
    await startFromConfig(deps, { ...PUSHED, config });
    await start(head, 'main');
    await start(head, 'main');
    expect(await runs()).toHaveLength(1);
    await start(head, 'dev');
    await start(head, 'dev');
    expect(await runs()).toHaveLength(2);
    await start(head, 'other');
    expect(await runs()).toHaveLength(3);
  });

  test('is another for each wish that somebody writes down, and one for a wish that is read twice', async () => {
    const { head, runs } = await opened();
    const triggerEvent = { type: 'pull_request', action: 'opened', base: 'main' } as const;
    const wish = (once: string) =>
      startOnHead(head, { triggerEvent, trust, only: null, params: {}, once });
    await start(head, 'main');
    await wish('comment 5');
    await wish('comment 5');
    expect(await runs()).toHaveLength(2);
    await wish('comment 6');
    expect(await runs()).toHaveLength(3);
  });

  test('knows the head of the default branch, where there is one', async () => {
    const knows = async (config: PlainGitHub['config'] = {}) => {
      const { head, runs } = await opened({ config });
      await start(head, 'main');
      return (await runs()).map(({ hosted }) => hosted);
    };
    expect(await knows()).toMatchObject([{ defaultSha: MAIN }]);
    const [unknown] = await knows({ defaultSha: '' });
    expect(unknown).not.toHaveProperty('defaultSha');
  });

  test('may take what the policy of the default branch gives it, and tells whom it says', async () => {
    const policy = 'quotas: { run: 1GB }\nmention: 2h\n';
    const { head, runs } = await opened({ policy });
    await start(head, 'main');
    expect(await runs()).toMatchObject([
      { hosted: { quotas: { run: 1e9 }, mentionAfterMs: 7_200_000, machines: { types: [] } } },
    ]);
  });
});

describe('what cannot be read of a commit', () => {
  const started = async (
    held: string | null,
    broken = 'name: churn\n',
    headPolicy: Config['headPolicy'] = null,
  ) => {
    const { deps, config } = await openPlainGitHub({ files: {} });
    const found = [
      { file: 'a.yml', text: '', trouble: 'it is too large' },
      { file: 'b.yml', text: broken, trouble: null },
    ];
    const head = new PipelineFiles(found, config.compiling);
    return startFromConfig(deps, { ...PUSHED, config: { ...config, head, headPolicy }, held });
  };
  const problemsOf = (all: Awaited<ReturnType<typeof started>>) =>
    all.flatMap((one) => (one.type === 'broken' ? [one.problems.length] : []));

  test('is told with the rest', async () => {
    const all = await started(null);
    expect(all.map(({ type, file }) => [type, file])).toEqual([
      ['broken', 'a.yml'],
      ['broken', 'b.yml'],
    ]);
  });

  test('is told of the policy, too, where the commit changes that', async () => {
    const file = '.github/mlpipelines.yml';
    const all = await started(null, undefined, { file, text: 'bots: 5\n', trouble: null });
    expect(all.map(({ file: of }) => of)).toEqual([file, 'a.yml', 'b.yml']);
  });

  test('is told in full where it may run, and in few words where nobody let it', async () => {
    const many = `name: churn\n${Array.from({ length: 30 }, (_, at) => `x${at}: 1\n`).join('')}`;
    const [, full = 0] = problemsOf(await started(null, many));
    const [, few = 0] = problemsOf(await started('nobody let it', many));
    expect(full).toBeGreaterThan(30);
    expect(few).toBe(20);
  });
});
