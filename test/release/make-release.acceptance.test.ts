import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { freshFolder } from '../support/fresh-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const RELEASE = join(ROOT, 'scripts/release.ts');
const COPIED = [
  'scripts/build-action.ts',
  'scripts/pack/build-action.ts',
  'scripts/pack/esm-options.ts',
  'action/action.yml',
  'LICENSE',
  'app/github/workflow/action-ref.ts',
];
const ACTION_REF = 'app/github/workflow/action-ref.ts';

let root = '';
let origin = '';
let published = '';
beforeEach(() => {
  const folder = freshFolder();
  root = join(folder, 'source');
  origin = join(folder, 'origin.git');
  published = join(folder, 'action.git');
  git(folder, 'init', '--quiet', '--bare', origin);
  git(folder, 'init', '--quiet', '--bare', published);
  makeProject();
});

describe('a release', () => {
  test('without a wish nothing leaves the folder: package, action and notes lie there', () => {
    const { status, stdout } = release('0.2.0');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^probe-0\.2\.0\.tgz: \d+ bytes, sha256 [0-9a-f]{64}$/m);
    expect(stdout).toContain('Nothing was published');
    expect(made('NOTES.md')).toBe('- A new thing.\n');
    expect(execFileSync('node', [join(root, 'dist/release/action/dist/main.mjs')]).toString()).toBe(
      'the action\n',
    );
    expect(made('action/action.yml')).toContain('main: dist/main.mjs');
    expect(packedFile(ACTION_REF)).toContain('PUBLISHED_ACTION: string | null = null;');
    expect(refsOf(origin)).toBe('');
    const bytes = readFileSync(join(outFolder(), 'probe-0.2.0.tgz'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(made('SHA256SUMS')).toBe(`${sha256}  probe-0.2.0.tgz\n`);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  test('published, the package names the action by the commit that its repository has', () => {
    const dry = release('0.2.0', ...action());
    expect(dry.stdout).toMatch(/^action\/: acme\/probe-action@[0-9a-f]{40} # v0\.2\.0$/m);
    expect([refsOf(origin), refsOf(published)]).toEqual(['', '']);

    const { status, stdout } = release('0.2.0', ...action(), '--publish');
    expect(status).toBe(0);
    const sha = git(published, 'rev-parse', 'v0.2.0');
    // What was shown before is what was pushed: the commit bears the time of ours.
    expect(dry.stdout).toContain(`acme/probe-action@${sha} # v0.2.0`);
    expect(stdout).toContain(`pushed acme/probe-action@${sha}`);
    expect(packedFile(ACTION_REF)).toContain(
      `PUBLISHED_ACTION: string | null = "acme/probe-action@${sha} # v0.2.0";`,
    );
    // What the package says of its commit does not call it changed; it has no file but the one that the build makes.
    expect(packedFile('app/differs.txt')).toBe('?? app/differs.txt\n');
    expect(git(published, 'ls-tree', '-r', '--name-only', sha).split('\n')).toEqual([
      'LICENSE',
      'README.md',
      'action.yml',
      'dist/main.mjs',
    ]);
    expect(git(origin, 'rev-parse', 'v0.2.0^{commit}')).toBe(git(root, 'rev-parse', 'HEAD'));
  });

  test('made once more it is the same, as the workflow that publishes the package makes it', () => {
    release('0.2.0', ...action(), '--publish');
    const refs = [refsOf(origin), refsOf(published)];
    const again = release('0.2.0', ...action(), '--publish');
    expect(again.stdout).toContain('(published already, with the same bytes)');
    expect([refsOf(origin), refsOf(published)]).toEqual(refs);
  });

  test('an action that was published with other bytes is not taken', () => {
    release('0.2.0', ...action(), '--publish');
    git(root, 'tag', '--delete', 'v0.2.0');
    write('action/main.ts', "console.log('another action');\n");
    commit('another action');
    const { status, stderr } = release('0.2.0', ...action());
    expect(status).toBe(1);
    expect(stderr).toContain('acme/probe-action already has v0.2.0, with other bytes');
  });

  test('the next version is a commit on top, without files that are no more', () => {
    release('0.2.0', ...action(), '--publish');
    prepared('0.3.0');
    expect(release('0.3.0', ...action(), '--publish').status).toBe(0);
    expect(git(published, 'rev-parse', 'v0.3.0~1')).toBe(git(published, 'rev-parse', 'v0.2.0'));
  });
});

describe('a release is refused', () => {
  test.each<[string, () => void, RegExp]>([
    [
      'of what no commit holds',
      () => write('new.txt', ''),
      /commit or remove them:\n\?\? new\.txt/,
    ],
    [
      'of another version than the package has',
      () => {
        write('package.json', JSON.stringify({ ...project(), version: '0.1.0' }));
        commit('older');
      },
      /package\.json says version 0\.1\.0, not 0\.2\.0/,
    ],
    [
      'while changes are pending',
      () => {
        write('CHANGELOG.md', '## Pending\n\n- More.\n\n## 0.2.0\n\n- A new thing.\n');
        commit('more');
      },
      /--prepare/,
    ],
    [
      'where the version was released from another commit',
      () => {
        git(root, 'tag', 'v0.2.0');
        write('new.txt', '');
        commit('later');
      },
      /tag v0\.2\.0 names another commit/,
    ],
  ])('%s', (_, change, says) => {
    change();
    const { status, stdout, stderr } = release('0.2.0');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(says);
  });

  test.each(['0.2', 'v0.2.0', '0.2.0 --publish', '../0.2.0'])('as "%s"', (version) => {
    expect(release(version)).toMatchObject({ status: 1, stderr: expect.stringMatching(/version/) });
  });
});

/** A small project with what a release reads, and the script that really builds the action. */
function makeProject(): void {
  mkdirSync(root);
  git(root, 'init', '--quiet', '--initial-branch=main');
  git(root, 'remote', 'add', 'origin', origin);
  for (const file of COPIED) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    cpSync(join(ROOT, file), join(root, file));
  }
  write('.gitignore', 'node_modules\ndist/\n');
  write('action/main.ts', "const said: string = 'the action';\nconsole.log(said);\n");
  write('package.json', JSON.stringify(project()));
  write(
    'package-lock.json',
    JSON.stringify({ name: 'probe', version: '0.2.0', lockfileVersion: 3 }),
  );
  write('CHANGELOG.md', '# Changelog\n\n## Pending\n\n## 0.2.0 (2026-12-01)\n\n- A new thing.\n');
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  commit('first');
}

function project() {
  return {
    name: 'probe',
    version: '0.2.0',
    type: 'module',
    files: ['app'],
    scripts: {
      'build:action': 'node scripts/build-action.ts',
      prepack: 'git status --porcelain > app/differs.txt',
    },
  };
}

function prepared(version: string): void {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  write('CHANGELOG.md', changelog.replace('## Pending\n', '## Pending\n\n- Yet another.\n'));
  expect(release(version, '--prepare').status).toBe(0);
  for (const file of ['package.json', 'package-lock.json']) {
    expect(JSON.parse(readFileSync(join(root, file), 'utf8')).version).toBe(version);
  }
  commit(version);
}

function action(): readonly string[] {
  return ['--action', 'acme/probe-action', '--action-url', published];
}

function release(version: string, ...args: readonly string[]) {
  return spawnSync('node', [RELEASE, version, ...args], { cwd: root, encoding: 'utf8' });
}

function outFolder(): string {
  return join(root, 'dist/release');
}

function made(file: string): string {
  return readFileSync(join(outFolder(), file), 'utf8');
}

function packedFile(file: string): string {
  const [name = ''] = made('SHA256SUMS').trim().split(/\s+/).slice(1);
  return execFileSync('tar', ['-xzOf', join(outFolder(), name), `package/${file}`]).toString();
}

function refsOf(repository: string): string {
  return git(repository, 'for-each-ref');
}

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text);
}

function commit(message: string): void {
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', message);
}

function git(cwd: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=Probe', '-c', 'user.email=probe@example.com'];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8' }).trimEnd();
}
