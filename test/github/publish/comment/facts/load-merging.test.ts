import { describe, expect, onTestFinished, test } from 'vitest';
import type { JsonMap } from '../../../../../app/domain/json.ts';
import type { PlanStep } from '../../../../../app/domain/plan.ts';
import type { RunHeader, StepRow } from '../../../../../app/domain/run/run.ts';
import type { FilesSince } from '../../../../../app/github/hosted-repository.ts';
import { loadMerging } from '../../../../../app/github/publish/comment/facts/load-merging.ts';
import type { PublishDeps } from '../../../../../app/github/publish/publish-deps.ts';
import type { LoadedRun } from '../../../../../app/github/publish/report/loaded-run.ts';
import { openStore } from '../../../../../app/store/open-store.ts';
import { aGate, anApproval, aPlan, aStep } from '../../../../support/build-plan.ts';
import { freshFolder } from '../../../../support/fresh-folder.ts';
import { aPlace } from '../../../../support/hosted.ts';
import { aHeader, aStep as aRow, creation } from '../../../../support/rows.ts';

const PULL = aPlace(7, { pull: 12 });
const MAIN = aPlace(7, { trust: 'protected' });
const ON_MAIN = "github.ref == 'refs/heads/main'";
const FILE = '.mlpipelines/churn.yml';
const CACHED = { maxAgeMs: null };
const DONE = { state: 'over', result: 'success' } as const;
const register = (alias: string | null): PlanStep['action'] => ({
  type: 'register',
  register: {
    model: 'churn',
    from: { type: 'output', step: 'train', name: 'model' },
    metrics: null,
    alias,
  },
});

/** A pull request changes these files, and no others. */
function changed(...paths: string[]): FilesSince {
  const files = paths.map((path) => ({ path, lines: null }));
  return { files, count: files.length, isComplete: true };
}

async function opened() {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const keep = async (part: Partial<RunHeader> = {}): Promise<RunHeader> => {
    const header = aHeader({ endedAt: 9, status: 'succeeded', hosted: MAIN, ...part });
    expect((await store.commit([creation(header)])).type).toBe('committed');
    return header;
  };
  type Given = {
    readonly header?: Partial<RunHeader>;
    readonly triggers?: JsonMap;
    readonly rows?: readonly StepRow[];
    readonly files?: FilesSince | null;
  };
  /** What merging a run of these steps into main does. */
  const merging = (steps: readonly PlanStep[], given: Given = {}) => {
    const { header = {}, triggers = { push: {} }, rows = [], files = null } = given;
    const run = aHeader({ hosted: PULL, github: { base_ref: 'main' }, ...header });
    const plan = aPlan(steps, { triggers });
    const loaded = { header: run, plan, steps: rows } as Partial<LoadedRun> as LoadedRun;
    return loadMerging({ store } as Partial<PublishDeps> as PublishDeps, loaded, files);
  };
  return { keep, merging };
}

describe('merging a pull request', () => {
  const steps = [aStep('train')];

  test('is told where it is one, and where its branch is known', async () => {
    const { merging } = await opened();
    expect(await merging(steps)).toMatchObject({ branch: 'main', nothing: null, isSure: true });
    for (const header of [
      { hosted: { ...PULL, pull: null } },
      { hosted: undefined as never },
      { github: {} },
      { github: { base_ref: '' } },
      { github: { base_ref: 5 } },
    ]) {
      expect(await merging(steps, { header })).toBeNull();
    }
  });

  test('into a branch that starts nothing says why, and what was typed and changed all the same', async () => {
    const { merging } = await opened();
    const options = { ...aHeader().options, params: { epochs: '5' } };
    const triggers = { push: { branches: ['release'] } };
    expect(await merging(steps, { triggers, header: { options }, files: changed(FILE) })).toEqual({
      branch: 'main',
      typed: ['epochs'],
      changedFile: { path: FILE, isKnown: true },
      nothing: expect.stringContaining('main'),
      isSure: true,
      isProtected: null,
      deploys: [],
      work: { again: [], taken: [], cached: [], perhaps: [] },
    });
  });

  test('tells whether it changes the pipeline file, or that nobody knows', async () => {
    const { merging } = await opened();
    const of = async (files: FilesSince | null, base = 'main') =>
      (await merging(steps, { files, header: { github: { base_ref: base } } }))?.changedFile;
    const unknown = { path: FILE, isKnown: false };
    expect(await of(changed(FILE, 'a.py'))).toEqual({ path: FILE, isKnown: true });
    expect(await of(changed('a.py'))).toBeNull();
    expect(await of(null)).toEqual(unknown);
    expect(await of({ ...changed('a.py'), isComplete: false })).toEqual(unknown);
    expect(await of({ ...changed('a.py'), count: 2 })).toEqual(unknown);
    // They are told of what the default branch lacks.
    expect(await of(changed('a.py'), 'dev')).toEqual(unknown);
  });

  test('is sure to start a run only where the paths that it needs are known to change', async () => {
    const { merging } = await opened();
    const triggers = { push: { paths: ['src/**'] } };
    expect(await merging(steps, { triggers })).toMatchObject({ nothing: null, isSure: false });
    const files = changed('src/a.py');
    expect(await merging(steps, { triggers, files })).toMatchObject({ isSure: true });
    const others = await merging(steps, { triggers, files: changed('a.md') });
    expect(others?.nothing).toEqual(expect.any(String));
  });
});

describe('the branch that is merged into', () => {
  const main = 'refs/heads/main';
  const steps = [aStep('train')];

  test('protects what the newest of its runs in that repository was trusted to do', async () => {
    const { keep, merging } = await opened();
    const isProtected = async () => (await merging(steps))?.isProtected;
    expect(await isProtected()).toBeNull();
    await keep({ ref: 'refs/heads/dev', createdAt: 9 });
    await keep({ ref: main, createdAt: 9, hosted: aPlace(8, { trust: 'protected' }) });
    await keep({ ref: main, createdAt: 9, pipeline: 'other' });
    expect(await isProtected()).toBeNull();
    await keep({ ref: main, createdAt: 2 });
    expect(await isProtected()).toBe(true);
    await keep({ ref: main, createdAt: 3, hosted: aPlace(7) });
    expect(await isProtected()).toBe(false);
  });
});

describe('what only the branch does', () => {
  const gates = (...ids: string[]) => ids.map((id) => aGate(id));
  const warns = aGate('small', { severity: 'warn' });
  const train = aStep('train', { gates: gates('auc') });
  const judge = aStep('judge', { needs: ['train'], gates: [...gates('fair'), warns] });
  const beside = aStep('beside', { gates: gates('other') });

  test('are steps that move an alias or wait for somebody, with what has to pass before', async () => {
    const { merging } = await opened();
    const approval = anApproval({ reviewers: ['cat'] });
    const told = await merging([
      train,
      judge,
      beside,
      aStep('add', { action: register('latest'), needs: ['judge'] }),
      aStep('keep', { action: register(null), needs: ['beside'] }),
      aStep('release', { needs: ['add'], if: ON_MAIN, promote: [{ from: 'add', alias: 'live' }] }),
      aStep('odd', { needs: ['train'], promote: [{ from: 'train', alias: 'live' }] }),
      aStep('ask', { needs: ['train'], approval }),
      aStep('elsewhere', { if: "github.ref == 'refs/heads/dev'", approval }),
      aStep('maybe', { if: "needs.train.result == 'success'", needs: ['train'], approval }),
    ]);
    const above = [
      { step: 'train', ids: ['auc'] },
      { step: 'judge', ids: ['fair'] },
    ];
    expect(told?.deploys.map(({ step }) => step)).toEqual(['add', 'release', 'ask', 'maybe']);
    expect(told?.deploys.slice(0, 3)).toEqual([
      {
        step: 'add',
        moves: [{ name: 'churn@latest', now: null }],
        approval: null,
        gates: above,
        isSure: true,
      },
      {
        step: 'release',
        moves: [{ name: 'churn@live', now: null }],
        approval: null,
        gates: above,
        isSure: true,
      },
      { step: 'ask', moves: [], approval, gates: [{ step: 'train', ids: ['auc'] }], isSure: true },
    ]);
    expect(told?.deploys[3]).toMatchObject({ step: 'maybe', isSure: false });
  });
});

describe('the work that is done there', () => {
  const steps = [
    aStep('split', { cache: CACHED }),
    aStep('train', { cache: CACHED }),
    aStep('tell'),
    aStep('later', { needs: ['tell'], if: "needs.tell.result == 'success'" }),
    aStep('never', { if: "github.ref == 'refs/heads/dev'" }),
  ];
  const rows = (from: string | null) => [
    aRow('split', { ...DONE, takenFrom: from === null ? null : { run: from, key: 'split' } }),
    aRow('train', DONE),
    aRow('tell', DONE),
  ];

  test('is taken from this run where the branch protects nothing, but for what is not cached', async () => {
    const { keep, merging } = await opened();
    await keep({ ref: 'refs/heads/main', hosted: aPlace(7) });
    const work = async (header: Partial<RunHeader> = {}, of = rows(null)) =>
      (await merging(steps, { rows: of, header }))?.work;
    const cached = ['split', 'train'];
    expect(await work()).toEqual({ again: ['tell'], taken: [], cached, perhaps: ['later'] });
    // Params that were typed hold for no other run.
    const options = { ...aHeader().options, params: { epochs: '5' } };
    expect(await work({ options })).toMatchObject({ cached: [] });
    const failed = [aRow('split', { ...DONE, result: 'failure' }), aRow('train', DONE)];
    expect(await work({}, failed)).toMatchObject({ again: ['split', 'tell'], cached: ['train'] });
  });

  test('is taken by a protected branch only from what a protected branch made', async () => {
    const { keep, merging } = await opened();
    const { id: trusted } = await keep({ ref: 'refs/heads/main' });
    const { id: writer } = await keep({ ref: 'refs/heads/x', hosted: aPlace(7) });
    const cached = async (from: string | null) =>
      (await merging(steps, { rows: rows(from) }))?.work.cached;
    expect(await cached(trusted)).toEqual(['split']);
    for (const from of [writer, 'gone', null]) expect(await cached(from)).toEqual([]);
  });

  test('is expected of a branch where nothing has run as of one that is protected', async () => {
    const { merging } = await opened();
    expect((await merging(steps, { rows: rows(null) }))?.work.cached).toEqual([]);
  });
});
