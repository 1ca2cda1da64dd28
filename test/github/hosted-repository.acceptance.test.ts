import { describe, expect, it } from 'vitest';
import { createHostedRepository } from '../../app/github/hosted-repository.ts';
import { openCompiler } from '../../app/triggers/compiling/compiler.ts';
import { octokitApi } from '../../app/github/reads/octokit-api.ts';
import { runGit } from '../doubles/github/git/run-git.ts';
import { aHeader } from '../support/rows.ts';
import { hostedAt } from './open-hosted.ts';
import { atFirst, lostOnTheWayBack, openWorld, type World } from './open-world.ts';

describe('a repository on GitHub', () => {
  it('tells the mode and content of each file of a commit, and asks once however many ask', async () => {
    const { world, repository } = await openRepository();
    const sha = await world.repository.commit({ files: { 'src/a.py': 'a', 'src/b.py': 'a' } });
    const run = aRun(world, { sha });
    const before = world.counted.length;
    const [first] = await Promise.all([repository.files?.(run), repository.files?.(run)]);
    const file = expect.stringMatching(/^100644 [0-9a-f]{40}$/);
    expect(Object.fromEntries(first ?? [])).toEqual({
      'README.md': file,
      'src/a.py': file,
      'src/b.py': file,
    });
    expect(first?.get('src/a.py')).toBe(first?.get('src/b.py'));
    expect(world.counted.length - before).toBe(1);
  });

  it('has no answer for a commit that GitHub does not know, and none now while GitHub is away', async () => {
    const { world, repository } = await openRepository();
    expect(await repository.files?.(aRun(world, { sha: '0'.repeat(40) }))).toBeNull();
    const sha = await world.repository.commit({ files: { 'a.py': 'a' } });
    world.fault = atFirst(20, lostOnTheWayBack);
    await expect(repository.files?.(aRun(world, { sha }))).rejects.toThrow();
    world.fault = null;
    expect((await repository.files?.(aRun(world, { sha })))?.has('a.py')).toBe(true);
  });

  it('knows where a branch grew from, by its first parents, and that the default branch grew from nothing', async () => {
    const { world, repository } = await openRepository();
    const first = await world.repository.commit({ files: { 'a.py': '0' } });
    const other = await world.repository.commit({ branch: 'other', files: { 'o.py': '1' } });
    const base = await world.repository.commit({ files: { 'a.py': '1' } });
    const branch = 'feature/one';
    const sha = await world.repository.commit({ branch, files: { 'a.py': '2' } });
    await world.repository.commit({ files: { 'b.py': '1' } });
    const ref = `refs/heads/${branch}`;
    const commits = await repository.baseCommits(aRun(world, { sha, ref }));
    expect(commits.slice(0, 2)).toEqual([base, first]);
    expect(commits).not.toContain(other);
    expect(await repository.baseCommits(aRun(world, { sha: base, ref }))).toEqual([]);
    const main = aRun(world, { sha: base, ref: 'refs/heads/main' });
    expect(await repository.baseCommits(main)).toEqual([]);
    expect(await repository.baseCommits(aHeader({ sha }))).toEqual([]);
    expect((await repository.commitsBefore(main))[0]).toBe(first);
    expect(await repository.commitsBefore(aRun(world, { sha, ref }))).toEqual(commits);
  });

  it('knows where a commit grew from that was merged since, though it is asked for the first time', async () => {
    const { world, repository } = await openRepository();
    const base = await world.repository.commit({ files: { 'a.py': '1' } });
    const sha = await world.repository.commit({ branch: 'topic', files: { 'a.py': '2' } });
    const ref = 'refs/heads/topic';
    const of = (defaultSha: string) => ({ ...hostedAt(world), defaultSha });
    await mergeTopic(world);
    const run = aRun(world, { sha, ref, hosted: of(base) });
    expect((await repository.commitsBefore(run))[0]).toBe(base);
    expect((await repository.filesSince(run))?.files.map(({ path }) => path)).toEqual(['a.py']);
    // That commit is gone: the branch of today is asked.
    const gone = aRun(world, { sha, ref, hosted: of('f'.repeat(40)) });
    expect(await repository.commitsBefore(gone)).toEqual([]);
  });

  it('tells which files a branch changes, by the comparison that says where it grew from', async () => {
    const { world, repository } = await openRepository();
    const base = await world.repository.commit({ files: { 'a.py': '1\n2\n' } });
    const branch = 'feature/files';
    const files = { 'a.py': '1\n3\n4\n', 'b.py': '1\n' };
    const sha = await world.repository.commit({ branch, files });
    const run = aRun(world, { sha, ref: `refs/heads/${branch}` });
    const before = world.counted.length;
    expect((await repository.commitsBefore(run))[0]).toBe(base);
    const asked = world.counted.length - before;
    expect(await repository.filesSince(run)).toEqual({
      files: [
        { path: 'a.py', lines: { added: 2, removed: 1 } },
        { path: 'b.py', lines: { added: 1, removed: 0 } },
      ],
      count: 2,
      isComplete: true,
    });
    expect(world.counted.length - before).toBe(asked);
    const main = aRun(world, { sha: base, ref: 'refs/heads/main' });
    expect(await repository.filesSince(main)).toBeNull();
  });

  it('says of no file that it has no lines where GitHub stopped to count them', async () => {
    const { world, repository } = await openRepository();
    await world.repository.commit({ files: { 'c.py': '1\n' } });
    const branch = 'feature/many';
    const files = { 'a.txt': 'x\n'.repeat(20_000), 'b.py': '1\n' };
    const sha = await world.repository.commit({ branch, files });
    const since = await repository.filesSince(aRun(world, { sha, ref: `refs/heads/${branch}` }));
    expect(since?.files).toEqual([
      { path: 'a.txt', lines: { added: 20_000, removed: 0 } },
      { path: 'b.py', lines: null },
    ]);
  });

  it('reads on until it knows as many as a baseline is looked for in', async () => {
    const { world, repository } = await openRepository();
    const { gitDir } = world.repository.record;
    const many = Array.from({ length: 120 }, (_, at) => {
      const from = at === 0 ? 'from refs/heads/main^0\n' : '';
      return `commit refs/heads/main\ncommitter A <a@example.org> ${2e9 + at} +0000\ndata 0\n${from}\n`;
    });
    await runGit(gitDir, ['fast-import', '--quiet'], { input: many.join('') });
    const listed = await runGit(gitDir, ['rev-list', '--max-count=101', 'main']);
    const branch = 'late';
    const sha = await world.repository.commit({ branch, files: { 'a.py': 'late' } });
    const run = aRun(world, { sha, ref: `refs/heads/${branch}` });
    expect(await repository.baseCommits(run)).toEqual(listed.toString().trim().split('\n'));
  });
});

/** As a merge commit does: the default branch holds the commit from then on. */
async function mergeTopic(world: World): Promise<void> {
  const { gitDir } = world.repository.record;
  const merge = `commit refs/heads/main
committer A <a@example.org> 2000000000 +0000
data 0
from refs/heads/main^0
merge refs/heads/topic^0

`;
  await runGit(gitDir, ['fast-import', '--quiet'], { input: merge });
}

async function openRepository() {
  const world = await openWorld();
  const api = (installation: number) =>
    octokitApi(world.clients.of(installation).octokit, openCompiler());
  return { world, repository: createHostedRepository({ api }) };
}

function aRun(world: World, given: Parameters<typeof aHeader>[0]) {
  return aHeader({ hosted: hostedAt(world), ...given });
}
