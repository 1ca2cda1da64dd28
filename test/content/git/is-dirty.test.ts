import { appendFileSync, chownSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isDirty } from '../../../content/git/is-dirty.ts';
import { listRepository } from '../../../content/list-repository.ts';
import { commit, git, touch, write } from '../../e2e/make-clone.ts';

let place: string;
let root: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'mlp-dirty-'));
  vi.stubEnv('HOME', place);
  root = join(place, 'r');
  write(root, { 'data.bin': 'large\n', '.gitattributes': '*.bin filter=lfs\n' });
});
afterEach(() => vi.unstubAllEnvs());

/** As Git LFS: the repository has a short pointer, the working tree the contents. Tells when it was run. */
const lfs = () => `[filter "lfs"]\n\tclean = "touch ${place}/ran; tr a-z A-Z"\n\trequired = true\n`;

describe('whether a checkout is dirty', () => {
  test('is known of files under a filter that the user has installed', async () => {
    write(place, { '.gitconfig': lfs() });
    commit(root);
    touch(join(root, 'data.bin'));
    expect(await isDirty(root, 'of-user')).toBe(false);
    expect(existsSync(join(place, 'ran'))).toBe(true);
    writeFileSync(join(root, 'data.bin'), 'other\n');
    expect(await isDirty(root, 'of-user')).toBe(true);
  });

  test("is known by the user's filter, too, where the repository would put another in its place", async () => {
    write(place, { '.gitconfig': lfs() });
    commit(root);
    appendFileSync(join(root, '.git/config'), `[filter "lfs"]\n\tclean = touch ${place}/evil\n`);
    touch(join(root, 'data.bin'));
    expect(await isDirty(root, 'of-user')).toBe(false);
    expect(existsSync(join(place, 'evil'))).toBe(false);
  });

  test('is known by a filter of this clone alone only to whom that is allowed', async () => {
    git(root, 'init', '-q');
    appendFileSync(join(root, '.git/config'), lfs());
    commit(root);
    touch(join(root, 'data.bin'));
    expect(await isDirty(root, 'of-user')).toBe(true);
    expect(await isDirty(root, 'of-repository')).toBe(false);
  });

  test('is known of programs that Git LFS starts as nothing that the repository names', async () => {
    // What git-lfs does with its configuration: it runs each extension.
    const clean = `sh -c '$(git config lfs.extension.x.clean) 2>/dev/null; cat'`;
    write(place, { '.gitconfig': `[filter "lfs"]\n\tclean = "${clean}"\n` });
    commit(root);
    git(root, 'config', 'lfs.extension.x.clean', `touch ${place}/evil`);
    touch(join(root, 'data.bin'));
    expect(await isDirty(root, 'of-user')).toBe(false);
    expect(existsSync(join(place, 'evil'))).toBe(false);
  });

  test('follows its submodules', async () => {
    commit(root);
    const outer = join(place, 'outer');
    write(outer, { a: 'x' });
    commit(outer);
    git(outer, 'submodule', 'add', '-q', root, 'lib');
    git(outer, 'commit', '-qm', 'lib');
    expect(await isDirty(outer, 'of-user')).toBe(false);
    writeFileSync(join(outer, 'lib/data.bin'), 'other\n');
    expect(await isDirty(outer, 'of-user')).toBe(true);
    git(join(outer, 'lib'), 'commit', '-qam', 'other');
    expect(await isDirty(outer, 'of-user')).toBe(true);
  });

  test('and what is in it are known of worktrees and of clones that borrow objects', async () => {
    commit(root);
    git(root, 'worktree', 'add', '-q', '../tree');
    git(place, 'clone', '-q', '--reference', root, root, 'borrowing');
    for (const name of ['tree', 'borrowing']) {
      const folder = join(place, name);
      expect(await isDirty(folder, 'of-user')).toBe(false);
      writeFileSync(join(folder, 'new.txt'), 'x');
      expect(await isDirty(folder, 'of-user')).toBe(true);
      const paths = (await listRepository(folder)).map(({ path }) => path);
      expect(paths.toSorted()).toEqual(['.gitattributes', 'data.bin', 'new.txt']);
    }
  });
});

test('a submodule that is none to git ends a look neither', async () => {
  commit(root);
  git(root, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},lib`);
  write(root, { 'lib/.git/x': '', 'lib/a': 'x' });
  expect((await listRepository(root)).map(({ path }) => path)).toContain('data.bin');
  expect(await isDirty(root, 'of-user')).toBe(true);
});

test.runIf(process.getuid?.() === 0)(
  'a repository of another user is refused in words of git',
  async () => {
    commit(root);
    chownSync(root, 12_345, 12_345);
    await expect(listRepository(root)).rejects.toThrow('dubious ownership');
  },
);
