import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMachine, plant } from './begin-attempt.ts';
import type { Files, Machine } from './begin-attempt.ts';

const FIND = `find . -mindepth 1 \\( -type f -o -type l \\) | sort`;

describe.concurrent('a step of a run without a stored tree', () => {
  test('sees what `files` selects of the checkout, its modes and links, and no .git', async () => {
    const { machine, checkout, sha } = await openCheckout({
      'src/run.sh': 'true',
      'src/io.py': '',
      'docs/a.md': '',
    });
    symlinkSync('run.sh', join(checkout, 'src/start'));
    const files = ['src/**', 'nothing/**'];
    const script = `${FIND}; test -x src/run.sh && test -x src/start && echo runs`;
    const attempt = machine.begin({ script, workspace: { ...COPY, files, sha } }, {}, checkout);
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual(['./src/io.py', './src/run.sh', './src/start', 'runs']);
    expect(attempt.lines('system')).toEqual([
      'files: nothing/** matches nothing in the repository.',
    ]);
  });

  test('has a copy of its own, also when it asks for all files', async () => {
    const { machine, checkout, sha } = await openCheckout({ 'data/one.txt': 'one' });
    const script = `echo two > data/one.txt; rm -rf .git; ${FIND}`;
    const attempt = machine.begin({ script, workspace: { ...COPY, sha } }, {}, checkout);
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual(['./data/one.txt']);
    expect(readFileSync(join(checkout, 'data/one.txt'), 'utf8')).toBe('one');
  });

  test('does not see links that lead out of the repository, alone or together', async () => {
    const { machine, checkout, sha } = await openCheckout({ 'a/b.txt': '' });
    symlinkSync('/etc/hostname', join(checkout, 'host'));
    symlinkSync('a', join(checkout, 'here'));
    symlinkSync('here/../../x', join(checkout, 'out'));
    const attempt = machine.begin({ script: FIND, workspace: { ...COPY, sha } }, {}, checkout);
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(attempt.lines('stdout')).toEqual(['./a/b.txt', './here']);
    expect(attempt.lines('system')).toHaveLength(2);
  });

  test('is told of pointers of Git LFS and of submodules that its job did not check out', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4'.repeat(64)}\nsize 9\n`;
    const files = {
      'm.bin': pointer,
      'a.txt': pointer,
      '.gitattributes': '*.bin filter=lfs -text\n',
    };
    const modules = '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n';
    const { machine, checkout, sha } = await openCheckout({ ...files, '.gitmodules': modules });
    mkdirSync(join(checkout, 'lib'));
    const told = async (given: { readonly files: string[] | null }) => {
      const attempt = machine.begin({ workspace: { ...COPY, sha, ...given } }, {}, checkout);
      expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
      return attempt.lines('system').map((line) => line.replace(/ Run .*/, ''));
    };
    expect(await told({ files: null })).toEqual([
      expect.stringMatching(/^(m\.bin|a\.txt) is a Git LFS pointer, not the file\.$/),
      'Submodule lib is empty.',
    ]);
    expect(await told({ files: ['a.txt'] })).toEqual(['a.txt is a Git LFS pointer, not the file.']);
  });

  test('runs in the checkout itself where it is asked to run in place', async () => {
    const { machine, checkout, sha } = await openCheckout({ 'a.txt': 'a' });
    const workspace = { mode: 'in-place', tree: null, files: null, sha } as const;
    const attempt = machine.begin({ script: 'cat a.txt > b.txt', workspace }, {}, checkout);
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    expect(readFileSync(join(checkout, 'b.txt'), 'utf8')).toBe('a');
  });

  test('fails with what to do in a job that has checked out nothing', async () => {
    const machine = await openMachine();
    const checkout = join(machine.folder, 'checkout');
    mkdirSync(checkout);
    const attempt = machine.begin({ workspace: COPY }, {}, checkout);
    const outcome = await attempt.outcome;
    expect(outcome).toMatchObject({ status: 'failed', class: 'failure' });
    expect(outcome.message).toMatch(/has not checked out.*mlpipelines init --update/);
  });

  test.each([false, true])(
    'fails on another commit than its run is of (refs packed: %s)',
    async (packed) => {
      const { machine, checkout, sha } = await openCheckout({ 'a.txt': '' });
      if (packed) git(checkout, 'pack-refs', '--all');
      const right = machine.begin({ workspace: { ...COPY, sha } }, {}, checkout);
      expect(await right.outcome).toMatchObject({ status: 'succeeded' });
      const other = 'f'.repeat(40);
      const wrong = machine.begin({ workspace: { ...COPY, sha: other } }, {}, checkout);
      expect((await wrong.outcome).message).toMatch(
        `has checked out commit ${sha}, but the run is of ${other}`,
      );
    },
  );

  test('knows a commit that is checked out without a branch, as actions/checkout does', async () => {
    const { machine, checkout, sha } = await openCheckout({ 'a.txt': '' });
    git(checkout, 'checkout', '--quiet', '--detach');
    const right = machine.begin({ workspace: { ...COPY, sha } }, {}, checkout);
    expect(await right.outcome).toMatchObject({ status: 'succeeded' });
  });

  test('reads the requirements of its environment from the checkout, whatever files it names', async () => {
    const { machine, checkout } = await openCheckout({ 'req.txt': '-e .\n', 'a.txt': '' });
    const python = { version: null, requirements: ['req.txt'] };
    const workspace = { ...COPY, files: ['a.txt'] };
    const attempt = machine.begin({ workspace, python }, {}, checkout);
    expect((await attempt.outcome).message).toMatch(/^req\.txt:1: .* installs code/);
  });

  test.each([
    ['a NUL', 'no\0thing'],
    ['a name longer than any', 'n'.repeat(300)],
    ['a path longer than any', 'n/'.repeat(3000)],
    ['a folder', 'folder'],
    ['what lies below a file', 'a.txt/b.txt'],
  ])('takes %s in a requirement file for a file that is not there', async (_, name) => {
    const text = `-r ${name}\n`;
    const { machine, checkout } = await openCheckout({
      'r.txt': text,
      'a.txt': '',
      'folder/b': '',
    });
    const python = { version: null, requirements: ['r.txt'] };
    const attempt = machine.begin({ workspace: COPY, python }, {}, checkout);
    const { message } = await attempt.outcome;
    expect(message).toMatch(/^python\.requirements names .*, which is not in the repository/);
    expect(message?.length).toBeLessThan(400);
  });

  test.each([
    ['leads out of the repository', `${'../'.repeat(4000)}x`, /leads out of the repository/],
    ['names code of it', `${'./'.repeat(1800)}local.txt`, /installs code of the repository/],
    ['is full of it', 'local.txt', /installs code of the repository/],
  ])('quotes of a requirement file that %s no more than is read', async (_, name, reason) => {
    const local = `./${'x/'.repeat(20_000)}\n`;
    const files = { 'r.txt': `-r ${name}\n`, 'local.txt': local };
    const { machine, checkout } = await openCheckout(files);
    const python = { version: null, requirements: ['r.txt'] };
    const { message } = await machine.begin({ workspace: COPY, python }, {}, checkout).outcome;
    expect(message).toMatch(reason);
    expect(message?.length).toBeLessThan(700);
  });
});

const COPY = { mode: 'copy', tree: null, files: null } as const;

async function openCheckout(
  files: Files,
): Promise<{ readonly machine: Machine; readonly checkout: string; readonly sha: string }> {
  const machine = await openMachine();
  const checkout = join(machine.folder, 'checkout');
  plant(checkout, files);
  git(checkout, 'init', '--quiet', '--initial-branch=main');
  git(checkout, 'add', '.');
  git(checkout, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'files');
  return { machine, checkout, sha: git(checkout, 'rev-parse', 'HEAD').trim() };
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
}
