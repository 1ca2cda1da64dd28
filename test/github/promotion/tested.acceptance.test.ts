import { describe, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { PIPELINE, openPromotion, type Promotion } from './open-promotion.ts';

const CHANGE = { 'src/train.py': 'print(2)\n' };

type Row = {
  readonly name: string;
  /** What is done between the report and the end of the merge. */
  readonly merge: (world: Promotion, pull: number) => Promise<unknown>;
  readonly files?: Readonly<Record<string, string>>;
  readonly pipeline?: string;
  readonly queue?: true;
  /** Why it trains again; left out: it takes over. */
  readonly because?: string;
};

const by = (method: 'merge' | 'squash' | 'rebase') => (world: Promotion, pull: number) =>
  world.github.user('ada').merge(world.repo, pull, method);

/** Something reaches main after the pull request was tested, and is merged with it. */
const after = (seed: Omit<Parameters<Promotion['repo']['commit']>[0], 'by'>) => {
  return async (world: Promotion, pull: number) => {
    await world.repo.commit({ ...seed, by: 'ada' });
    await world.settle();
    const [other] = await world.runs();
    if (other !== undefined)
      await world.until(other.id, (run) => run.status !== 'running' && run.status !== 'queued');
    return by('squash')(world, pull);
  };
};

const ROWS: readonly Row[] = [
  { name: 'a merge commit', merge: by('merge') },
  { name: 'a squash', merge: by('squash') },
  { name: 'a rebase', merge: by('rebase') },
  {
    name: 'a squash with a file beside that no step reads',
    pipeline: PIPELINE.replace(
      '    run: ./deploy.sh',
      '    files: ["deploy.sh"]\n    run: ./deploy.sh',
    ),
    merge: after({ files: { 'notes.md': 'x' } }),
  },
  {
    name: 'an update of the branch, tested and approved again',
    merge: async (world, pull) => {
      await world.repo.commit({ files: { 'src/new.py': '1\n' }, by: 'ada' });
      await world.newest();
      await world.github.user('ada').updateBranch(world.repo, pull);
      await world.newest();
      await world.approve(pull);
      return by('merge')(world, pull);
    },
  },
  {
    name: 'a merge queue',
    queue: true,
    merge: async (world, pull) => {
      await world.publish();
      await world.settle();
      await world.github.user('ada').enqueue(world.repo, pull);
      const { sha } = await world.newest();
      await world.publish();
      await world.settle();
      expect(sha).toBe(await world.repo.sha('main'));
    },
  },
  {
    name: 'a file of the base inside `files`',
    merge: after({ files: { 'src/common/io.py': 'x = 2\n' } }),
    because: '`src/common/io.py` differs from what #{pull} tested',
  },
  {
    name: 'a squash with an extra file inside `files`',
    merge: after({ files: { 'src/extra.py': '1\n' } }),
    because: '`src/extra.py` differs from what #{pull} tested',
  },
  {
    name: 'a rename',
    merge: after({ files: { 'src/common/io.py': null, 'src/common/files.py': 'x = 1\n' } }),
    because: '`src/common/files.py` and `src/common/io.py` differ from what #{pull} tested',
  },
  {
    name: 'a mode that changed',
    merge: after({ files: { 'src/common/io.py': 'x = 1\n' }, executable: ['src/common/io.py'] }),
    because: '`src/common/io.py` differs from what #{pull} tested',
  },
  {
    name: 'a submodule that moved on',
    files: { 'src/vendored.txt': '' },
    merge: after({ files: {}, submodules: { 'src/vendor': '1'.repeat(40) } }),
    because: '`src/vendor` differs from what #{pull} tested',
  },
  {
    name: 'git attributes that changed',
    merge: after({ files: { '.gitattributes': '*.py text eol=crlf\n' } }),
    because: 'what `train` reads of the repository differs from what #{pull} tested',
  },
  {
    name: 'another default of a param',
    merge: after({
      files: { '.mlpipelines/churn.yml': PIPELINE.replace('default: 1', 'default: 2') },
    }),
    because: 'of `train` param epochs: 1 → 2, unlike in what #{pull} tested',
  },
];

describe('what was tested and approved is promoted, not trained again', () => {
  test.each(ROWS.filter(({ because }) => because === undefined))('after $name', async (row) => {
    const world = await openPromotion(
      row.pipeline ?? PIPELINE,
      row.queue === true ? { queue: true, checks: ['mlpipelines'] } : {},
    );
    const { tested, newest, row: rowOf, production, versionOf, repo } = world;
    const { pull } = await tested({ ...CHANGE, ...row.files });
    await row.merge(world, pull);
    const merged = await newest();
    expect(merged).toMatchObject({ sha: await repo.sha('main'), status: 'succeeded' });
    expect(merged.bridge).toMatchObject({ type: 'tested', pull });
    const run = merged.bridge?.type === 'tested' ? merged.bridge.run : '';
    expect((await rowOf(merged.id, 'train'))?.takenFrom).toEqual({ run, key: 'train' });
    expect(await versionOf(merged.id)).toBe(await versionOf(run));
    expect(await production()).toBe(await versionOf(run));
    expect((await rowOf(merged.id, 'deploy'))?.approvals).toMatchObject([
      { by: 'cat', comment: `review of #${pull}` },
    ]);
    await world.publish();
    const version = await versionOf(run);
    expect(world.titleOf(merged.sha)).toContain(`promoted churn v${version}, tested in #${pull}`);
  });
});

test('a step that names no files waits for an approval of its own where the merge has another file', async () => {
  const world = await openPromotion();
  const { tested, newest, row } = world;
  const { pull } = await tested(CHANGE);
  await after({ files: { 'notes.md': 'x' } })(world, pull);
  const merged = await newest();
  expect(merged).toMatchObject({ status: 'waiting', bridge: { type: 'tested', pull } });
  expect((await row(merged.id, 'train'))?.takenFrom).not.toBe(null);
  expect((await row(merged.id, 'deploy'))?.approvals).toEqual([]);
});

describe('it is trained again, and waits for an approval of its own', () => {
  test.each(ROWS.filter(({ because }) => because !== undefined))('with $name', async (row) => {
    const world = await openPromotion();
    const { tested, newest, row: rowOf, production, versionOf } = world;
    const { pull, run } = await tested({ ...CHANGE, ...row.files });
    await row.merge(world, pull);
    const merged = await newest();
    const because = row.because?.replace('{pull}', String(pull));
    expect(merged).toMatchObject({ status: 'waiting', bridge: { type: 'again', pull, because } });
    expect((await rowOf(merged.id, 'train'))?.takenFrom).toBe(null);
    expect(await versionOf(merged.id)).not.toBe(await versionOf(run.id));
    expect(await production()).toBe(null);
    await world.publish();
    expect(world.summaryOf(merged.sha)).toContain('Trained again');
  });

  test.each([
    [
      'nobody approved',
      async () => undefined,
      'nobody approved #{pull} after its run #{run} had reported',
    ],
    [
      'only an author approved',
      async ({ approve, repo }: Promotion) => {
        repo.protect('main', { approvals: 0, restricted: true });
        return approve(1, 'ada');
      },
      'the approval by `ada` does not count: `ada` had a hand in this change, and whoever has does not approve it; someone else must',
    ],
  ])('where %s', async (_name, approving, because) => {
    const world = await openPromotion(PIPELINE);
    const { github, repo, tested, newest, production } = world;
    repo.protect('main', { approvals: 0, restricted: true });
    const { pull, run } = await tested(CHANGE, false);
    await approving(world);
    await github.user('ada').merge(repo, pull);
    const merged = await newest();
    const told = because.replace('{pull}', `${pull}`).replace('{run}', `${run.number}`);
    expect(merged).toMatchObject({ status: 'waiting', bridge: { type: 'again', because: told } });
    expect(await production()).toBe(null);
  });

  test('but not where GitHub only takes a moment to say which pull request was merged', async () => {
    const world = await openPromotion(PIPELINE, { restricted: true });
    const { github, repo, tested, settle, runs, newest } = world;
    github.knobs.mergesHiddenForListings = 1;
    const { pull } = await tested(CHANGE);
    const sha = await github.user('ada').merge(repo, pull);
    await settle();
    const started = async () => (await runs()).some((run) => run.sha === sha);
    expect(await started()).toBe(false);
    const look = async () => {
      await settle();
      return started();
    };
    await waitUntil(look, 10);
    expect(await newest()).toMatchObject({ bridge: { type: 'tested', pull } });
  });

  test('where the approval is older than the newest report', async () => {
    const world = await openPromotion();
    const { github, repo, tested, newest, settle } = world;
    const { pull } = await tested(CHANGE);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    github.user('ada').comment(repo, pull, '/retrain epochs=3');
    await settle();
    await newest();
    await github.user('ada').merge(repo, pull);
    const { bridge } = await newest();
    expect(bridge).toMatchObject({ type: 'again' });
  });
});
