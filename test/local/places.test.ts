import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  findPlace,
  findRoot,
  folderInRepository,
  projectAround,
} from '../../app/local/find-root.ts';
import { listRepository } from '../../content/list-repository.ts';
import { readCommit } from '../../app/local/read-commit.ts';
import { openStateFolder, stateFolderOf } from '../../app/local/state-folder.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-places-')));
});

function plantPipeline(project: string): void {
  mkdirSync(join(folder, project, '.mlpipelines'), { recursive: true });
  writeFileSync(join(folder, project, '.mlpipelines/a.yml'), 'name: a\nsteps: {}\n');
}

describe('the root of a pipeline', () => {
  test('is the nearest folder upward that has .mlpipelines', () => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'project', '.mlpipelines'), { recursive: true });
    mkdirSync(join(folder, 'project', 'src', 'deep'), { recursive: true });
    expect(findRoot(join(folder, 'project', 'src', 'deep'))).toBe(join(folder, 'project'));
  });

  test('is the root of the repository where no folder has .mlpipelines', () => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'src'));
    expect(findRoot(join(folder, 'src'))).toBe(folder);
  });

  test('may lie in another project of the same repository', () => {
    mkdirSync(join(folder, '.git'));
    plantPipeline('services/churn');
    expect(projectAround(join(folder, 'services/churn'))).toBe(null);
    expect(folderInRepository(join(folder, 'services/churn'))).toBe('services/churn');
    expect(folderInRepository(folder)).toBe(null);
    plantPipeline('.');
    expect(projectAround(join(folder, 'services/churn'))).toBe(folder);
    expect(projectAround(folder)).toBe(null);
    mkdirSync(join(folder, 'services/churn/.git'));
    expect(projectAround(join(folder, 'services/churn'))).toBe(null);
  });

  test('is not where runs left their state and git took the pipelines away; a new one may go there', () => {
    mkdirSync(join(folder, '.git'));
    plantPipeline('.');
    mkdirSync(join(folder, 'services/churn/.mlpipelines/.state'), { recursive: true });
    const place = join(folder, 'services/churn');
    expect([findRoot(place), findPlace(place)]).toEqual([folder, place]);
    expect(projectAround(place)).toBe(folder);
    rmSync(join(folder, '.mlpipelines'), { recursive: true });
    expect(findRoot(place)).toBe(place);
  });

  test('has no state and no secrets of projects inside it among its files', async () => {
    plantPipeline('services/churn');
    mkdirSync(join(folder, 'services/churn/.mlpipelines/.state'));
    writeFileSync(join(folder, 'services/churn/.mlpipelines/.state/store.sqlite'), '');
    writeFileSync(join(folder, 'services/churn/.mlpipelines/.env'), 'TOKEN=1');
    const paths = (await listRepository(folder)).map(({ path }) => path);
    expect(paths).toEqual(['services/churn/.mlpipelines/a.yml']);
  });

  test('does not leave the repository', () => {
    mkdirSync(join(folder, '.mlpipelines'));
    mkdirSync(join(folder, 'clone', '.git'), { recursive: true });
    expect(findRoot(join(folder, 'clone'))).toBe(join(folder, 'clone'));
  });
});

describe('the state folder', () => {
  test('is open to its owner only', async () => {
    await openStateFolder(stateFolderOf(folder));
    expect(statSync(join(folder, '.mlpipelines', '.state')).mode & 0o777).toBe(0o700);
  });

  test('is ignored by git through a file of its own', async () => {
    git('init', '-q');
    await openStateFolder(stateFolderOf(folder));
    expect(git('status', '--porcelain')).toBe('');
    expect(readFileSync(join(folder, '.mlpipelines', '.state', '.gitignore'), 'utf8')).toBe('*\n');
  });
});

describe('the commit of a folder', () => {
  test('has nothing to tell where there is no repository', async () => {
    // A folder above must not answer for it.
    writeFileSync(join(folder, '.git'), 'gitdir: /nowhere\n');
    expect(await readCommit(folder, 'of-user')).toMatchObject({
      sha: null,
      ref: null,
      repository: null,
    });
  });

  test('knows branch, repository and whether the tree is dirty', async () => {
    git('init', '-q', '-b', 'trunk');
    git('remote', 'add', 'origin', 'git@example.org:acme/churn.git');
    writeFileSync(join(folder, 'a.txt'), '1');
    git('add', '.');
    git('-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-qm', 'one');
    const clean = await readCommit(folder, 'of-user');
    expect(clean).toMatchObject({
      ref: 'refs/heads/trunk',
      repository: 'acme/churn',
      dirty: false,
    });
    expect(clean.sha).toMatch(/^[0-9a-f]{40}$/);
    writeFileSync(join(folder, 'b.txt'), '2');
    expect((await readCommit(folder, 'of-user')).dirty).toBe(true);
  });
});

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
}
