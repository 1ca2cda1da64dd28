import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLocalRepository } from '../../app/local/local-repository.ts';
import { aHeader } from '../support/rows.ts';

test('a clone knows the first parents that a commit grew from; a tree with changes grew from its own commit', async () => {
  const { git, commit, repository } = openClone();
  const first = commit('first');
  git('switch', '-q', '-c', 'merged');
  const merged = commit('merged');
  git('switch', '-q', 'main');
  const second = commit('second');
  git('merge', '-q', '--no-ff', '-m', 'merge', 'merged');
  const base = git('rev-parse', 'HEAD');
  git('switch', '-q', '-c', 'change');
  const sha = commit('change');
  const known = await repository.baseCommits(aHeader({ sha }));
  expect(known).toEqual([base, second, first]);
  expect(known).not.toContain(merged);
  expect(await repository.baseCommits(aHeader({ sha: base }))).toEqual([]);
  expect(await repository.baseCommits(aHeader({ sha: base, dirty: true }))).toEqual(known);
  expect(await repository.baseCommits(aHeader({ sha: null }))).toEqual([]);
});

test('it looks no farther back than 100 commits before the merge base', async () => {
  const { git, commit, importCommits, repository } = openClone();
  importCommits(102);
  git('switch', '-q', '-c', 'change');
  const sha = commit('change');
  expect(await repository.baseCommits(aHeader({ sha }))).toHaveLength(101);
});

test('a commit is behind those that grew from it, and behind no other', async () => {
  const { git, commit, repository } = openClone();
  const first = commit('first');
  const second = commit('second');
  git('switch', '-q', '-c', 'beside', first);
  const beside = commit('beside');
  const isBehind = (sha: string | null, other: string | null) =>
    repository.isBehind?.(aHeader({ sha }), aHeader({ sha: other }));
  expect(await isBehind(first, second)).toBe(true);
  expect(await isBehind(second, first)).toBe(false);
  expect(await isBehind(first, first)).toBe(false);
  expect(await isBehind(beside, second)).toBe(false);
  expect(await isBehind('f'.repeat(40), second)).toBe(false);
  expect(await isBehind(null, second)).toBe(false);
});

function openClone() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-base-')));
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  const git = (...args: string[]) =>
    execFileSync('git', [...who, ...args], { cwd: root, encoding: 'utf8' }).trim();
  git('init', '-q', '-b', 'main');
  const commit = (message: string) => {
    git('commit', '-q', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  /** As many commits on `main` by one process. https://git-scm.com/docs/git-fast-import#_input_format */
  const importCommits = (count: number) => {
    const each = 'commit refs/heads/main\ncommitter A <a@example.org> now\ndata 0\n';
    execFileSync('git', ['fast-import', '--quiet', '--date-format=now'], {
      cwd: root,
      input: each.repeat(count),
    });
  };
  return { git, commit, importCommits, repository: createLocalRepository(root) };
}
