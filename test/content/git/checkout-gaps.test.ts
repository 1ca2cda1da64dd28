import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkoutGaps } from '../../../content/git/checkout-gaps.ts';
import { readRepository } from '../../../content/snapshot-tree.ts';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4'.repeat(64)}\nsize 12345\n`;

describe('what a checkout lacks of its commit is told, with the command that brings it:', () => {
  test('nothing of one that is whole', async () => {
    const root = repository({ 'a.txt': 'a', 'b/c.txt': 'c' });
    git(root, 'submodule', 'add', '-q', repository({ f: 'f' }), 'mod');
    expect(await gapsOf(root)).toEqual([]);
  });

  test('nothing where git is not', async () => {
    const root = mkdtempSync(join(tmpdir(), 'mlp-gaps-'));
    writeFileSync(join(root, 'a'), '');
    expect(await gapsOf(root)).toEqual([]);
  });

  test('a submodule that was not fetched', async () => {
    const origin = repository({ 'a.txt': 'a' });
    git(origin, 'submodule', 'add', '-q', repository({ f: 'f' }), 'lib/mod');
    commit(origin);
    expect(await gapsOf(cloneOf(origin))).toEqual([
      'lib/mod is a submodule that was not fetched, so no step sees what is in it: git submodule update --init lib/mod',
    ]);
  });

  test('files outside of a sparse checkout', async () => {
    const root = cloneOf(repository({ a: 'a', 'd/1': '', 'd/2': '', 'd/3': '', 'd/4': '' }));
    git(root, 'sparse-checkout', 'set', '--no-cone', '/*', '!d');
    expect(await gapsOf(root)).toEqual([
      'the checkout is sparse, so no step sees d/1, d/2, d/3 and 1 more: git sparse-checkout add d',
    ]);
  });

  test('pointers in the place of files that Git LFS keeps', async () => {
    const files = { 'm.bin': POINTER, 'real.bin': 'bytes', 'about.txt': POINTER };
    expect(await gapsOf(repository(files))).toEqual([]);
    const root = repository({ ...files, '.gitattributes': '*.bin filter=lfs -text\n' });
    expect(await gapsOf(root)).toEqual([
      'steps get pointers of Git LFS, not the files themselves, for about.txt, m.bin: git lfs pull',
    ]);
  });
});

async function gapsOf(root: string): Promise<readonly string[]> {
  return checkoutGaps(root, (await readRepository(root, {})).entries);
}

function repository(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-gaps-')));
  git(root, 'init', '-q');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  commit(root);
  return root;
}

function cloneOf(origin: string): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-gaps-')));
  git(root, 'clone', '-q', origin, '.');
  return root;
}

function commit(root: string): void {
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'all');
}

function git(cwd: string, ...args: string[]): void {
  const settings = {
    'user.name': 'A',
    'user.email': 'a@example.org',
    'protocol.file.allow': 'always',
    'filter.lfs.clean': 'cat',
  };
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  execFileSync('git', [...given, ...args], { cwd, stdio: 'pipe' });
}
