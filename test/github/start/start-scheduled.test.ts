import { RequestError } from '@octokit/request-error';
import { describe, expect, test } from 'vitest';
import { startScheduled } from '../../../app/github/start/start-scheduled.ts';
import { CAT, MAIN, openPlainGitHub, PLACE, type PlainGitHub } from '../open-plain-github.ts';

const { repository } = PLACE;
const nightly = (more = '') =>
  `name: churn\non: { schedule: [{ cron: "0 3 * * *" }] }\n${more}steps: { train: { run: echo train } }\n`;
const FILES = { churn: nightly() };
const GATED = nightly().replace(
  'echo train }',
  'echo train, metrics: m.json, gates: { auc: { metric: auc, op: ">=", value: 0.8 } } }',
);

/** What became of a time that came, and what is told of it. */
async function atTime(given: PlainGitHub = {}, times = 1) {
  const opened = await openPlainGitHub({ files: FILES, ...given });
  const { deps, store, runs, clock } = opened;
  await store.commit([
    {
      type: 'branch.trust',
      repository: 7,
      branch: 'main',
      trusted: { branch: 'main', by: 'cat', byId: CAT.id, at: 1 },
    },
  ]);
  const entry = { cron: '0 3 * * *', timezone: 'UTC', catchup: 'latest' } as const;
  const schedule = { repository, pipeline: 'churn', entries: [entry], paused: false, doneUntil: 1 };
  for (let time = 0; time < times; time += 1) {
    await startScheduled(deps, { schedule, entry, at: clock.now(), once: 'time 1' });
  }
  const now = clock.now();
  const told = await store.queues.lease('notice', { owner: 'x', now, until: now + 1 }, 10);
  return { runs: await runs(), told: told.map(({ body }) => body), asked: opened.asked };
}

describe('a time that has come', () => {
  test('starts its pipeline of the default branch once, trusted as a push to that, and says nothing', async () => {
    const { runs, told, asked } = await atTime({}, 2);
    expect(asked).toEqual(['HEAD', 'HEAD']);
    expect(told).toEqual([]);
    expect(runs).toMatchObject([
      {
        sha: MAIN,
        ref: 'refs/heads/main',
        trigger: 'schedule',
        actor: null,
        scheduledAt: Date.parse('2026-05-01T12:00:00Z'),
        hosted: { trust: 'protected', pull: null },
        github: {
          repository: 'acme/churn-7',
          repository_id: '7',
          ref_type: 'branch',
          event: { schedule: '0 3 * * *' },
        },
      },
    ]);
  });

  test('is trusted as what stands on the default branch, which GitHub knows', async () => {
    const asked: unknown[] = [];
    const protection = async (_: unknown, pushed: unknown) => {
      asked.push(pushed);
      return 'reviewed' as const;
    };
    const { runs } = await atTime({ api: { protection } });
    expect(asked).toMatchObject([{ branch: 'main', isNew: false }]);
    expect(runs).toMatchObject([{ hosted: { trust: 'writer' } }]);
  });

  test('starts no other pipeline of that time', async () => {
    const files = { ...FILES, other: nightly().replace('churn', 'other') };
    expect((await atTime({ files })).runs.map(({ pipeline }) => pipeline)).toEqual(['churn']);
  });

  test.each<readonly [string, PlainGitHub, RegExp]>([
    ['is held back', { pusher: null }, /^it is held back, since /],
    ['has mistakes', { files: { churn: `${nightly()}nope: 1\n` } }, /churn.yml has mistakes/],
    [
      'lacks a param',
      { files: { churn: nightly('params: { day: { type: string } }\n') } },
      /^param day: /,
    ],
    [
      'lost a step with gates',
      { files: { churn: GATED.replace('train:', 'other:') }, granting: { churn: GATED } },
      /^train is gone, but the default branch has gates on it$/,
    ],
  ])('is told as a failure where the pipeline %s', async (_, given, reason) => {
    const { runs, told } = await atTime(given);
    expect(runs).toEqual([]);
    expect(told).toMatchObject([
      { type: 'verdict', sha: MAIN, pull: null },
      { type: 'scheduled', pipeline: 'churn', end: 'failed', run: null, once: 'time 1' },
    ]);
    expect(told[1]).toHaveProperty('reason', expect.stringMatching(reason));
  });

  test('passes in silence where there is nothing to read any more, or nobody may', async () => {
    const refuses = async () => {
      throw new RequestError('Not Found', 404, {
        request: { method: 'GET', url: 'https://api.github.com/repos/acme/churn', headers: {} },
        response: { status: 404, url: '', headers: {}, data: {} },
      });
    };
    const nothing = { runs: [], told: [] };
    expect(await atTime({ api: { readConfig: refuses } })).toMatchObject(nothing);
    expect(await atTime({ config: null })).toMatchObject(nothing);
    expect(await atTime({ config: { defaultSha: '' } })).toMatchObject(nothing);
  });

  test('is tried again where GitHub cannot be asked', async () => {
    const away = async () => Promise.reject(new Error('GitHub is away'));
    await expect(atTime({ api: { readConfig: away } })).rejects.toThrow('GitHub is away');
  });
});
