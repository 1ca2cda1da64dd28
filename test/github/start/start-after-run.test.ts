import { describe, expect, test } from 'vitest';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import type { Change } from '../../../app/runtime/ports/store.ts';
import { ofRunsEnded } from '../../../app/github/start/start-after-run.ts';
import { aHeader, creation } from '../../support/rows.ts';
import {
  HEAD,
  messagesIn,
  openPlainGitHub,
  PLACE,
  type PlainGitHub,
} from '../open-plain-github.ts';

const FILES = {
  churn: 'name: churn\nsteps: { train: { run: echo } }\n',
  report: 'name: report\non: { pipeline: { name: churn } }\nsteps: { tell: { run: echo } }\n',
};

/** What the end of a run leads to. */
async function afterRun(part: Partial<RunHeader>, given: PlainGitHub = {}) {
  const opened = await openPlainGitHub({ files: FILES, ...given });
  const { store, deps, runs } = opened;
  const over = { sha: HEAD, hosted: PLACE, status: 'succeeded', endedAt: 2000 } as const;
  const header = aHeader({ ...over, actor: 'ada', number: 3, ...part });
  await store.commit([creation(header)]);
  const { handle } = ofRunsEnded(deps);
  const about = { installation: 1, repository: 7, tries: 1, at: 1, id: 'x' };
  const ended = () => handle({ ...about, body: { run: header.id } } as never);
  const all = await ended();
  const isTold = (change: Change) => JSON.stringify(change).includes('"type":"ended"');
  const changes = all.filter((change) => !isTold(change));
  const started = (await runs()).filter(({ id }) => id !== header.id);
  return { ...opened, header, ended, changes, told: messagesIn(all.filter(isTold)), started };
}

describe('a run that is over', () => {
  test('starts once what waits for it, at its commit, trusted as it was', async () => {
    const hosted = { ...PLACE, trust: 'protected' } as const;
    const { started, changes, ended, runs, header } = await afterRun({
      hosted,
      ref: 'refs/heads/x',
      github: { ref_type: 'branch', event: { number: 5 } },
    });
    expect(changes).toEqual([]);
    expect(started).toMatchObject([
      {
        pipeline: 'report',
        trigger: 'pipeline',
        actor: 'ada',
        ref: 'refs/heads/x',
        hosted: { trust: 'protected' },
        github: {
          ref_type: 'branch',
          event: { pipeline_run: { id: header.id, name: 'churn', number: 3, depth: 1 } },
        },
      },
    ]);
    await ended();
    expect(await runs()).toHaveLength(2);
  });

  test.each<readonly [string, Partial<RunHeader>]>([
    ['runs', { status: 'running', endedAt: null }],
    ['is untrusted', { hosted: { ...PLACE, trust: 'untrusted' } }],
    ['has no commit', { sha: null }],
    ['is another pipeline’s', { pipeline: 'other' }],
  ])('starts nothing where it %s', async (_, part) => {
    const { started, changes } = await afterRun(part);
    expect([started, changes]).toEqual([[], []]);
  });

  test('is told to what shows it, whatever it starts', async () => {
    const { told, header } = await afterRun({ status: 'cancelled' });
    expect(told).toEqual([{ type: 'ended', repository: PLACE.repository, run: header.id }]);
    expect((await afterRun({ hosted: { ...PLACE, trust: 'untrusted' } })).told).toHaveLength(1);
    expect((await afterRun({ status: 'running', endedAt: null })).told).toEqual([]);
  });

  test('starts nothing that is eight deep', async () => {
    const at = async (depth: number) => {
      const github = { event: { pipeline_run: { depth } } };
      return (await afterRun({ github })).started.map(({ github: of }) => of['event']);
    };
    expect(await at(7)).toMatchObject([{ pipeline_run: { depth: 8 } }]);
    expect(await at(8)).toEqual([]);
  });

  test('reads what the branch grants that its pull request merges into', async () => {
    const asked = async (base: string | null, pull: number | null) => {
      const github = base === null ? {} : { base_ref: base };
      return (await afterRun({ github, hosted: { ...PLACE, pull } })).asked;
    };
    expect(await asked('dev', 7)).toEqual([`${HEAD} into dev`]);
    expect(await asked('main', 7)).toEqual([HEAD]);
    expect(await asked('dev', null)).toEqual([HEAD]);
    expect(await asked(null, 7)).toEqual([HEAD]);
  });
});

describe('the end of a run that a clock started', () => {
  test.each([
    ['succeeded', 'succeeded'],
    ['failed', 'failed'],
    ['rejected', 'failed'],
  ] as const)('that %s is told as %s', async (status, end) => {
    const { changes, header } = await afterRun({ status, scheduledAt: 1 });
    expect(messagesIn(changes)).toMatchObject([
      { type: 'scheduled', pipeline: 'churn', end, run: header.id, reason: null },
    ]);
  });

  test('is told also where nothing more starts, and not where somebody cancelled it', async () => {
    const cancelled = await afterRun({ status: 'cancelled', scheduledAt: 1 });
    expect(cancelled.changes).toEqual([]);
    const untrusted = { hosted: { ...PLACE, trust: 'untrusted' }, scheduledAt: 1 } as const;
    expect((await afterRun(untrusted)).changes).toHaveLength(1);
    expect((await afterRun({ scheduledAt: 1 }, { config: null })).changes).toHaveLength(1);
  });
});

test('a run that is gone starts nothing', async () => {
  const { deps } = await openPlainGitHub({ files: FILES });
  for (const body of [{ run: 'gone' }, { run: 5 }, {}]) {
    expect(await ofRunsEnded(deps).handle({ body } as never)).toEqual([]);
  }
  expect(ofRunsEnded(deps).laneOf({ id: 'x' } as never)).toBe('x');
});
