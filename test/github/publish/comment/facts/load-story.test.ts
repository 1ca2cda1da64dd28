import { describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../../../app/domain/digest.ts';
import type { MetricsSpec, Plan } from '../../../../../app/domain/plan.ts';
import type { AttemptRow, RunHeader, StepRow } from '../../../../../app/domain/run/run.ts';
import { loadStory } from '../../../../../app/github/publish/comment/facts/load-story.ts';
import type { PublishDeps } from '../../../../../app/github/publish/publish-deps.ts';
import { makeRunView } from '../../../../../app/reports/view/run-view.ts';
import type { Sample } from '../../../../../app/runtime/ports/attempts.ts';
import { openStore } from '../../../../../app/store/open-store.ts';
import { aPlan, aStep } from '../../../../support/build-plan.ts';
import { freshFolder } from '../../../../support/fresh-folder.ts';
import { aPlace } from '../../../../support/hosted.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';
import { aHeader, anAttempt, aStep as aRow, creation } from '../../../../support/rows.ts';

const PULL = aPlace(7, { trust: 'writer', pull: 12 });
const MAIN = aPlace(7, { trust: 'protected' });
const METRICS: MetricsSpec = {
  path: 'm.json',
  live: 'live.jsonl',
  primary: 'auc',
  maximize: ['auc'],
  minimize: ['loss'],
};
const QUIET = { ...METRICS, live: null };
const dataset = { type: 'dataset', path: 'x', optional: false } as const;
const model = { type: 'model', path: 'm', optional: false } as const;
const PLAN = aPlan([
  aStep('split', { outputs: { sets: dataset, other: model } }),
  aStep('train', { metrics: { ...METRICS, primary: null, maximize: [], minimize: ['loss'] } }),
  aStep('evaluate', { metrics: QUIET }),
]);
const MEASURED = { state: 'over', result: 'success', metrics: { auc: 0.7 } } as const;
const sample = (step: number, values: Sample['values']) => ({ at: step, step, values });
const artifact = (of: string) => ({
  digest: digestOf(of),
  type: 'dataset' as const,
  path: 'x',
  size: 1,
  files: 1,
});

/** A store with runs of `churn`; what a comment tells of one of them. Commits grew from `base`. */
async function opened(given: Partial<PublishDeps> = {}) {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const troubles: string[] = [];
  const clock = new ManualClock(10_000);
  const deps = {
    store,
    clock,
    pageOf: (run: string) => `https://mlp.example/runs/${run}`,
    commitsBefore: async () => ['base'],
    filesSince: async () => null,
    warn: (text: string) => void troubles.push(text),
    ...given,
  } as PublishDeps;
  return {
    store,
    clock,
    troubles,
    keep: async (part: Partial<RunHeader>, steps: StepRow[] = [], attempts: AttemptRow[] = []) => {
      const header = aHeader({ hosted: PULL, sha: 'head', ...part });
      const done = await store.commit([creation(header, { steps, attempts })]);
      expect(done.type).toBe('committed');
      return header;
    },
    tell: async (run: string, key: string, attempt: number, samples: Sample[]) => {
      const record = { run, key, attempt, type: 'samples', samples } as const;
      await store.commit([{ type: 'attempt.record', record }]);
    },
    story: async ({ id }: RunHeader, plan: Plan = PLAN) => {
      const rows = await store.runs.load(id);
      if (rows === null) throw new Error('the run is gone');
      const { header, steps, attempts } = rows;
      const view = makeRunView({ plan, header, steps, attempts, models: [], aliases: [] });
      return loadStory(deps, { header, plan, steps, view }, null);
    },
  };
}

describe('the other runs of a pull request', () => {
  test('are those of the same pipeline that came before, the newest first, with what started them', async () => {
    const { keep, story } = await opened();
    const options = aHeader().options;
    const params = { epochs: '3' };
    const start = { startedAt: 100, endedAt: 400, status: 'succeeded', actor: 'ada' } as const;
    const first = await keep(
      { ...start, createdAt: 1, number: 1, trigger: 'pull_request', sha: 'old' },
      [aRow('evaluate', MEASURED)],
    );
    const asked = { createdAt: 2, trigger: 'command', options: { ...options, params } };
    await keep({ ...asked, number: 2 });
    await keep({ ...asked, number: 2, createdAt: 3, attempt: 2 });
    await keep({ createdAt: 3, number: 3, trigger: 'push', attempt: 2 });
    await keep({ createdAt: 4, number: 4, trigger: 'workflow_dispatch' });
    await keep({ createdAt: 5, number: 5, trigger: 'merge_group' });
    const run = await keep({ createdAt: 6, number: 6 });
    await keep({ createdAt: 7, number: 7 });
    await keep({ createdAt: 2, number: 8, hosted: { ...PULL, pull: 13 } });
    await keep({ createdAt: 2, number: 9, hosted: MAIN });
    await keep({ createdAt: 2, number: 10, pipeline: 'other' });
    const plan = { ...PLAN, triggers: { command: ['retrain'] } };
    const { earlier } = await story(run, plan);
    expect(earlier).toMatchObject({ metric: 'auc', more: 0 });
    expect(earlier.runs.map(({ number, startedBy }) => [number, startedBy])).toEqual([
      ['5', 'merge_group'],
      ['4', '/mlp run'],
      ['3.2', 'push'],
      ['2.2', '/mlp rerun'],
      ['2', '/retrain epochs=3'],
      ['1', 'push'],
    ]);
    expect(earlier.runs.at(-1)).toEqual({
      number: '1',
      page: `https://mlp.example/runs/${first.id}`,
      sha: 'old',
      startedBy: 'push',
      actor: 'ada',
      status: 'succeeded',
      value: 0.7,
      ms: 300,
    });
    expect(earlier.runs[0]).toMatchObject({ value: null, ms: null });
    // Without a word that starts it a command is told as what it is.
    expect((await story(run)).earlier.runs[4]?.startedBy).toBe('command epochs=3');
  });

  test('are ten, and how many more there are', async () => {
    const { keep, story } = await opened();
    for (let number = 1; number <= 12; number += 1) await keep({ number, createdAt: number });
    const run = await keep({ number: 13, createdAt: 13 });
    const { earlier } = await story(run);
    expect([earlier.runs.length, earlier.more, earlier.runs[0]?.number]).toEqual([10, 2, '12']);
  });

  test('are none of a run that no pull request was there for, or that is judged by nothing', async () => {
    const { keep, story } = await opened();
    await keep({ number: 1, createdAt: 1 }, [aRow('evaluate', MEASURED)]);
    await keep({ number: 3, createdAt: 1, hosted: MAIN });
    const main = await keep({ number: 2, createdAt: 2, hosted: MAIN });
    expect((await story(main)).earlier).toEqual({ metric: 'auc', runs: [], more: 0 });
    const run = await keep({ number: 4, createdAt: 4 });
    const { earlier } = await story(run, aPlan([aStep('evaluate')]));
    expect(earlier).toMatchObject({ metric: null, runs: [{ number: '1', value: null }] });
  });
});

describe('what is not as it was', () => {
  const sets = (of: string) =>
    aRow('split', { ...MEASURED, artifacts: { sets: artifact(of), other: artifact(of) } });

  test('are params and data beside those of the run that measured the base', async () => {
    const { keep, story } = await opened();
    const measured = [sets('then'), aRow('evaluate', MEASURED)];
    await keep({ hosted: MAIN, sha: 'base', params: { epochs: 1, seed: 2 } }, measured);
    const run = await keep({ params: { epochs: 3, seed: 2 } }, [sets('now')]);
    expect((await story(run)).changes).toEqual({
      side: 'main',
      params: [expect.objectContaining({ name: 'epochs' })],
      files: null,
      data: [{ name: 'split.sets', digest: digestOf('now'), before: digestOf('then') }],
    });
  });

  test('is nothing of params where nobody measured the base, nor where nobody says what it is', async () => {
    const { keep, story } = await opened();
    const run = await keep({ params: { epochs: 3 } }, [sets('now'), aRow('evaluate')]);
    const data = [{ name: 'split.sets', digest: digestOf('now'), before: null }];
    const nothing = { side: null, params: [], files: null, data };
    expect((await story(run)).changes).toEqual(nothing);
    const away = await opened({
      commitsBefore: async () => {
        throw new Error('no network');
      },
    });
    const other = await away.keep({}, [sets('now')]);
    expect((await away.story(other)).changes).toEqual(nothing);
    expect(away.troubles).toEqual([]);
  });

  test('are files, as far as GitHub tells them', async () => {
    const files = [{ path: 'a.py', lines: { added: 1, removed: 0 } }];
    const told = { files, count: 7, isComplete: false };
    const { keep, story } = await opened({ filesSince: async () => told });
    const { changes } = await story(await keep({}));
    expect(changes.files).toMatchObject({ first: files, count: 7, isComplete: false });
    const away = await opened({
      filesSince: async () => {
        throw new Error('no network');
      },
    });
    expect((await away.story(await away.keep({}))).changes.files).toBeNull();
    expect(away.troubles).toEqual(['which files a run changes is not told: no network']);
  });
});

describe('how far steps are', () => {
  const running = { state: 'running', attempt: 2 } as const;
  const begun = (key: string, startedAt: number | null = 8000) =>
    anAttempt(key, { number: 2, status: 'running', startedAt });

  test('is told of those that an attempt works on, by what it told last and how long it took before', async () => {
    const { keep, story, tell } = await opened();
    const before = { status: 'succeeded', startedAt: 100, endedAt: 3100 } as const;
    await keep({ createdAt: 1 }, [aRow('train', MEASURED)], [anAttempt('train', before)]);
    const run = await keep(
      { createdAt: 2 },
      [aRow('split', MEASURED), aRow('train', running), aRow('evaluate', { state: 'waiting' })],
      [anAttempt('split', before), begun('train'), anAttempt('evaluate')],
    );
    await tell(run.id, 'train', 1, [sample(9, { loss: 9 })]);
    await tell(run.id, 'train', 2, [sample(1, { loss: 4 }), sample(2, { loss: 3, epoch: 2 })]);
    expect((await story(run)).running).toEqual([
      {
        key: 'train',
        told: { step: 2, unit: 'epoch', metric: { name: 'loss', value: 3 } },
        expected: { lastMs: 3000, end: 11_000 },
      },
    ]);
  });

  test('is not expected where that is over, and nothing is where it never succeeded', async () => {
    const { keep, story, tell, clock } = await opened();
    const before = { status: 'succeeded', startedAt: 100, endedAt: 3100 } as const;
    await keep({ createdAt: 1 }, [], [anAttempt('train', before)]);
    const steps = [aRow('train', running), aRow('evaluate', { ...running, order: 1 })];
    const run = await keep({ createdAt: 2 }, steps, [begun('train'), begun('evaluate')]);
    await tell(run.id, 'train', 2, [sample(1, { epoch: 7 })]);
    clock.advance(1000);
    const expectedEnd = async () => (await story(run)).running.map(({ expected }) => expected?.end);
    expect(await expectedEnd()).toEqual([11_000, undefined]);
    clock.advance(1);
    expect((await story(run)).running).toEqual([
      {
        key: 'train',
        told: { step: 1, unit: 'step', metric: null },
        expected: { lastMs: 3000, end: null },
      },
      { key: 'evaluate', told: null, expected: null },
    ]);
  });

  test('is not told of one whose command has not begun', async () => {
    const { keep, story } = await opened();
    const run = await keep(
      {},
      [aRow('train', { state: 'starting', attempt: 2 })],
      [begun('train', null)],
    );
    expect((await story(run)).running).toEqual([]);
  });

  test('of a sweep five cells tell, each beside the longest of its step', async () => {
    const { keep, story, tell } = await opened();
    const cells = Array.from({ length: 6 }, (_, seed) => `train[seed=${seed}]`);
    const before = { status: 'succeeded', startedAt: 100, endedAt: 600 } as const;
    await keep({ createdAt: 1 }, [], [anAttempt('train[seed=9]', before)]);
    const rows = cells.map((key, order) => aRow(key, { ...running, role: 'cell', order }));
    const run = await keep(
      { createdAt: 2 },
      rows,
      cells.map((key) => begun(key)),
    );
    for (const key of cells) await tell(run.id, key, 2, [sample(1, { loss: 1 })]);
    const told = (await story(run)).running;
    expect(told.map(({ told: last }) => last !== null)).toEqual([...Array(5).fill(true), false]);
    expect(told.map(({ expected }) => expected?.lastMs)).toEqual(Array(6).fill(500));
  });
});

describe('how training went', () => {
  const over = { ...MEASURED, attempt: 1 };

  test('is told of the last step that tells it, beside the same where the commit grew from', async () => {
    const { keep, story, tell } = await opened();
    const base = await keep({ hosted: MAIN, sha: 'base' }, [aRow('train', over)]);
    await tell(base.id, 'train', 1, [sample(1, { loss: 5 }), sample(2, { loss: 4 })]);
    const run = await keep({}, [aRow('train', over)]);
    const told = [
      sample(0, { val_loss: 3 }),
      sample(1, { loss: 3, val_loss: 2 }),
      sample(2, { loss: NaN, val_loss: 1 }),
    ];
    await tell(run.id, 'train', 1, told);
    expect((await story(run)).training).toEqual({
      key: 'train',
      unit: 'step',
      metric: 'loss',
      goal: 'down',
      isThinned: false,
      lines: [
        { metric: 'loss', of: null, points: [{ step: 1, value: 3 }] },
        {
          metric: 'loss',
          of: 'main',
          points: [
            { step: 1, value: 5 },
            { step: 2, value: 4 },
          ],
        },
        {
          metric: 'val_loss',
          of: null,
          points: [
            { step: 0, value: 3 },
            { step: 1, value: 2 },
            { step: 2, value: 1 },
          ],
        },
      ],
    });
  });

  test('is nothing where no step told, where it is a sweep, or where no attempt was made', async () => {
    const { keep, story, tell } = await opened();
    const run = await keep({}, [aRow('train', over)]);
    expect((await story(run)).training).toBeNull();
    const none = await keep({}, [aRow('train', { ...over, attempt: 0 })]);
    await tell(none.id, 'train', 0, [sample(1, { loss: 1 })]);
    expect((await story(none)).training).toBeNull();
    await tell(run.id, 'train', 1, [sample(1, { epoch: 1 })]);
    expect((await story(run)).training).toBeNull();
    await tell(run.id, 'train', 1, [sample(2, { loss: 1 })]);
    const cells = { type: 'static', cells: [] } as const;
    const matrix = { cells, maxParallel: null, failFast: false };
    expect(
      (await story(run, aPlan([aStep('train', { metrics: METRICS, matrix })]))).training,
    ).toBeNull();
    expect((await story(run, aPlan([aStep('train', { metrics: QUIET })]))).training).toBeNull();
    expect((await story(run)).training).toMatchObject({ lines: [{ of: null }] });
  });

  test('stands beside nothing where the same step told nothing', async () => {
    const { keep, story, tell } = await opened();
    await keep({ hosted: MAIN, sha: 'base' }, [aRow('train', over)]);
    const run = await keep({}, [aRow('train', over)]);
    await tell(run.id, 'train', 1, [sample(1, { loss: 3 })]);
    expect((await story(run)).training?.lines.map(({ of }) => of)).toEqual([null]);
  });

  test('of work that was taken from another run is how it went there, and stands beside nothing else of that', async () => {
    const { keep, story, tell } = await opened();
    const base = await keep({ hosted: MAIN, sha: 'base' }, [
      aRow('train', { ...over, attempt: 2 }),
    ]);
    await tell(base.id, 'train', 1, [sample(1, { loss: 9 })]);
    await tell(base.id, 'train', 2, [sample(1, { loss: 5 })]);
    const takenFrom = { run: base.id, key: 'train' };
    const run = await keep({}, [aRow('train', { ...over, attempt: 0, cached: true, takenFrom })]);
    expect((await story(run)).training).toMatchObject({
      lines: [{ of: null, points: [{ step: 1, value: 5 }] }],
    });
    expect((await story(run)).training?.lines).toHaveLength(1);
    // What it tried itself before the work was found elsewhere came to nothing.
    const tried = await keep({}, [aRow('train', { ...over, attempt: 1, cached: true, takenFrom })]);
    await tell(tried.id, 'train', 1, [sample(1, { loss: 99 })]);
    expect((await story(tried)).training?.lines[0]?.points).toEqual([{ step: 1, value: 5 }]);
    // Of other work of that run it is another line.
    const other = await opened();
    const here = await other.keep({}, [aRow('train', over), aRow('fit', over)]);
    await other.tell(here.id, 'train', 1, [sample(1, { loss: 5 })]);
    await other.tell(here.id, 'fit', 1, [sample(1, { loss: 7 })]);
    const fit = { ...over, attempt: 0, takenFrom: { run: here.id, key: 'fit' } };
    await other.keep({ hosted: MAIN, sha: 'base' }, [aRow('train', fit)]);
    const train = { ...fit, takenFrom: { run: here.id, key: 'train' } };
    const both = await other.story(await other.keep({}, [aRow('train', train)]));
    expect(both.training?.lines.map(({ of }) => of)).toEqual([null, 'main']);
    const gone = { run: 'gone', key: 'train' };
    const lost = await keep({}, [aRow('train', { ...over, attempt: 0, takenFrom: gone })]);
    expect((await story(lost)).training).toBeNull();
  });
});
