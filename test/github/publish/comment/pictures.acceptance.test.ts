import { expect, test } from 'vitest';
import type { HostedRun } from '../../../../app/domain/hosted.ts';
import { messageChange, type Message } from '../../../../app/github/message.ts';
import { askGit } from '../../../doubles/github/git/run-git.ts';
import { begun, succeeded } from '../../../support/script-host.ts';
import { sixPlots, sixPlotsPlan } from '../../../web/run/plots/six-plots.ts';
import { hostedAt, openHosted, type Hosted } from '../../open-hosted.ts';

const BRANCH = 'mlpipelines-images';
const DAY = 86_400_000;

test('with images: branch a comment shows plots from a branch of one commit, made once', async () => {
  const hosted = await openHosted();
  const pull = await proposed(hosted, { images: 'branch' });
  const { world } = hosted;
  const { gitDir } = world.repository.record;
  const comment = () => world.repository.comments(pull)[0]?.body ?? '';
  const pictures = () =>
    [
      ...comment().matchAll(/!\[([^\]]+)\]\(\.\.\/blob\/mlpipelines-images\/([^?]+)\?raw=true\)/g),
    ].map(([, alt = '', path = '']) => ({ alt, path }));
  expect(hosted.troubles).toEqual([]);
  expect(comment()).toContain('<b>Plots</b>: loss, val&#95;loss by epoch, ROC curve, Calibration');
  expect(pictures()).toHaveLength(6);
  expect(pictures()[1]?.alt).toMatch(/^ROC curve&#58; AUC 0\.\d+\.$/);
  for (const { path } of pictures()) {
    // https://www.w3.org/TR/png-3/#5PNG-file-signature
    expect((await world.repository.file(path, BRANCH))?.slice(1, 4)).toBe('PNG');
  }
  expect(await askGit(gitDir, ['rev-list', '--count', BRANCH])).toBe('1');
  // It starts nothing: there is no pipeline on it.
  const files = await askGit(gitDir, ['ls-tree', '-r', '--name-only', BRANCH]);
  expect(files?.split('\n').toSorted()).toEqual(
    ['README.md', ...pictures().map(({ path }) => path)].toSorted(),
  );
  const before = await world.repository.sha(BRANCH);
  const other = await proposed(hosted, { images: 'branch' }, { head: 'y', seed: 'one' });
  expect(world.repository.comments(other)[0]?.body).toContain(pictures()[0]?.path);
  expect(await world.repository.sha(BRANCH)).toBe(before);
  // What is old goes with the next new picture.
  await hosted.later(91 * DAY);
  await proposed(hosted, { images: 'branch' }, { head: 'z', seed: 'two' });
  const now = (await askGit(gitDir, ['ls-tree', '-r', '--name-only', BRANCH])) ?? '';
  expect(await askGit(gitDir, ['rev-list', '--count', BRANCH])).toBe('1');
  expect(now).not.toContain(pictures()[1]?.path ?? 'none');
  expect(hosted.troubles).toEqual([]);
}, 120_000);

const WITHOUT: [string, Partial<HostedRun>][] = [
  ['the policy does not ask for it', {}],
  ['a stranger wrote the code', { images: 'branch', trust: 'untrusted' }],
];

test.each(WITHOUT)(
  'a comment shows no plots where %s',
  async (_, given) => {
    const hosted = await openHosted();
    const pull = await proposed(hosted, given);
    const [comment] = hosted.world.repository.comments(pull);
    expect(comment?.body).toContain('succeeded');
    expect(comment?.body).not.toContain('<b>Plots</b>');
    expect([...(await hosted.world.repository.branches()).keys()]).not.toContain(
      `refs/heads/${BRANCH}`,
    );
  },
  60_000,
);

test('a repository that takes no such branch is told so in the comment', async () => {
  const hosted = await openHosted();
  hosted.world.repository.record.restrictsCreations = true;
  const pull = await proposed(hosted, { images: 'branch' });
  const [comment] = hosted.world.repository.comments(pull);
  expect(comment?.body).toContain(
    'Plots are kept on the branch mlpipelines&#45;images for comments, and GitHub does not let this app write it',
  );
  expect(comment?.body).toContain('succeeded');
  expect(hosted.troubles).toEqual([]);
}, 60_000);

/** A pull request with a run that is over and was published. */
async function proposed(
  hosted: Hosted,
  given: Partial<HostedRun>,
  { head = 'x', seed = 'one' } = {},
): Promise<number> {
  const { world, runtime, store, blobs, time } = hosted;
  const sha = await world.repository.commit({ branch: head, files: { 'a.txt': head } });
  const pull = await world.github.user('octocat').openPull(world.repository, { head });
  const at = { ...hostedAt(world), pull, ...given };
  const plan = sixPlotsPlan();
  const { id: run } = await hosted.start(plan, { sha, ref: `refs/heads/${head}`, hosted: at });
  const of = { run, key: 'evaluate', attempt: 1 };
  await hosted.until(async () => (await store.runs.load(run))?.steps[0]?.state === 'starting');
  await runtime.report(of, begun());
  await runtime.report(of, await sixPlots(blobs, { seed, shift: seed === 'one' ? 0.5 : 0.4 }));
  await runtime.report(of, succeeded({ metrics: { auc: 0.9 } }));
  await hosted.until(async () => (await store.runs.header(run))?.endedAt !== null);
  const { file } = plan;
  const told = { type: 'started', number: 1, reason: '', notYet: [], lowered: [], warnings: [] };
  const started = [{ ...told, file, pipeline: 'churn', run }];
  const trust = { trust: 'writer', reason: '' };
  const message = { type: 'verdict', repository: at.repository, sha, pull, trust, started };
  await store.commit([messageChange(`v ${head}`, message as unknown as Message, time.now())]);
  for (let turn = 0; turn < 4; turn += 1) await hosted.publish(30_000);
  return pull;
}
