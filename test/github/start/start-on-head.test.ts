import { describe, expect, test } from 'vitest';
import { letRun, startOnHead, type Head } from '../../../app/github/start/start-on-head.ts';
import { startFromConfig } from '../../../app/github/start/start-from-config.ts';
import { policyOf } from '../../../app/triggers/policy-of.ts';
import { PipelineFiles } from '../../../app/triggers/pipeline-files.ts';
import { ADA, HEAD, openPlainGitHub, PLACE, PULL, type PlainGitHub } from '../open-plain-github.ts';

const CHURN = 'name: churn\non: { push: {}, pull_request: {} }\nsteps: { train: { run: echo } }\n';

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
    expect(await runs()).toMatchObject([{ hosted: { trust: 'untrusted', pull: 7 }, sha: HEAD }]);
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
      reason: expect.stringMatching(/begun anew 20 times/),
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
    const { head, runs } = await opened();
    await start(head, 'main');
    await start(head, 'main');
    expect(await runs()).toHaveLength(1);
    await start(head, 'dev');
    await start(head, 'dev');
    expect(await runs()).toHaveLength(2);
    await start(head, 'other');
    expect(await runs()).toHaveLength(3);
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
  const started = async (held: string | null, broken = 'name: churn\n') => {
    const { deps, config } = await openPlainGitHub({ files: {} });
    const found = [
      { file: 'a.yml', text: '', trouble: 'it is too large' },
      { file: 'b.yml', text: broken, trouble: null },
    ];
    const hosted = { ...PLACE, trust: 'writer' } as const;
    const subject = { sha: HEAD, ref: 'refs/heads/x', actor: 'ada', trigger: 'push', github: {} };
    return startFromConfig(deps, {
      config: { ...config, head: new PipelineFiles(found, config.compiling) },
      triggerEvent: { type: 'push', ref: 'refs/heads/x', deleted: false },
      hosted,
      subject,
      changed: async () => 'any',
      held,
    });
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

  test('is told in full where it may run, and in few words where nobody let it', async () => {
    const many = `name: churn\n${Array.from({ length: 30 }, (_, at) => `x${at}: 1\n`).join('')}`;
    const [, full = 0] = problemsOf(await started(null, many));
    const [, few = 0] = problemsOf(await started('nobody let it', many));
    expect(full).toBeGreaterThan(30);
    expect(few).toBe(20);
  });
});
