import { describe, expect, it } from 'vitest';
import { createHostedRepository } from '../../app/github/hosted-repository.ts';
import { octokitApi } from '../../app/github/reads/octokit-api.ts';
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

  it('knows where a branch grew from, and that the default branch grew from nothing', async () => {
    const { world, repository } = await openRepository();
    const base = await world.repository.commit({ files: { 'a.py': '1' } });
    const branch = 'feature/one';
    const sha = await world.repository.commit({ branch, files: { 'a.py': '2' } });
    await world.repository.commit({ files: { 'b.py': '1' } });
    const ref = `refs/heads/${branch}`;
    expect(await repository.mergeBase(aRun(world, { sha, ref }))).toBe(base);
    expect(await repository.mergeBase(aRun(world, { sha: base, ref }))).toBeNull();
    expect(await repository.mergeBase(aRun(world, { sha, ref: 'refs/heads/main' }))).toBeNull();
    expect(await repository.mergeBase(aHeader({ sha }))).toBeNull();
  });
});

async function openRepository() {
  const world = await openWorld();
  const api = (installation: number) => octokitApi(world.clients.of(installation).octokit);
  return { world, repository: createHostedRepository({ api }) };
}

function aRun(world: World, given: Parameters<typeof aHeader>[0]) {
  return aHeader({ hosted: hostedAt(world), ...given });
}
