import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunView } from '../../schemas/run-view.generated.ts';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { saveTree } from '../../content/save-tree.ts';
import { openStore } from '../../app/store/open-store.ts';
import { aPlan, aStep as aPlanStep } from '../support/build-plan.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, aStep, creation } from '../support/rows.ts';
import { runCli } from '../support/run-cli.ts';
import { makeProject, type Project } from './project.ts';

const PIPELINE = `
name: churn
steps:
  train:
    run: |
      mkdir model && echo weights > model/w.bin
      echo '{"auc": 0.9}' > metrics.json
      echo '{"step": 1, "loss": 0.5}' > log.jsonl
    metrics: { path: metrics.json, live: log.jsonl }
    outputs: { model: { type: model, path: model/ } }
  register:
    register: { model: churn, from: train.model, metrics: train, alias: candidate }
`;

async function aProject(): Promise<Project> {
  const project = makeProject({ '.mlpipelines/churn.yml': PIPELINE });
  await project.run('run', 'churn');
  await project.run('run', 'churn');
  return project;
}

const lines = (root: string, file: string) =>
  readFileSync(join(root, 'out', file), 'utf8')
    .trimEnd()
    .split('\n');

describe('mlpipelines export', () => {
  test('writes runs, metrics, models and audit, and each artifact once', async () => {
    const { root, cli } = await aProject();
    const { code, stdout } = await cli('export', 'out');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^out {2}2 runs, \d model versions?, \d+ decisions?, 1 artifact \(8 B\)\n/,
    );
    const runs = lines(root, 'runs.jsonl').map((line) => JSON.parse(line) as RunView);
    const shown = await cli('show', '2', '--json');
    expect(runs.map(({ number }) => number)).toEqual([2, 1]);
    expect(runs[0]?.steps.map(({ key }) => key)).toEqual(
      (JSON.parse(shown.stdout) as RunView).steps.map(({ key }) => key),
    );
    expect(lines(root, 'metrics.csv').slice(1)).toEqual([
      expect.stringMatching(/^2,churn,[0-9a-f]{40},train,auc,0\.9$/),
      expect.stringMatching(/^1,churn,[0-9a-f]{40},train,auc,0\.9$/),
    ]);
    expect(lines(root, 'series.csv')).toContain('1,train,loss,1,1,0.5');
    expect(JSON.parse(lines(root, 'models.jsonl')[0] ?? '')).toMatchObject({
      name: 'churn',
      aliases: [{ alias: 'candidate' }],
    });
    expect(lines(root, 'audit.jsonl').join('\n')).toBe(
      (await cli('audit', '--json')).stdout.trimEnd(),
    );
    const rows = lines(root, 'artifacts.csv').slice(1);
    expect(rows.filter((row) => row.startsWith('2,train.model,model,model,1,8,'))).toHaveLength(1);
    expect(rows.filter((row) => row.startsWith(',churn@1,'))).toHaveLength(1);
    const places = new Set(rows.map((row) => row.split(',').at(-1) ?? ''));
    expect(places.size).toBe(1);
    const [place = ''] = places;
    expect(readFileSync(join(root, 'out', place, 'w.bin'), 'utf8')).toBe('weights\n');
  });

  test('is no file of the repository for git and for steps, but one elsewhere is as git likes', async () => {
    const { root, cli } = await aProject();
    const planned = async () => (await cli('plan', 'churn', '--json')).stdout;
    const before = await planned();
    await cli('export');
    expect(await planned()).toBe(before);
    const elsewhere = freshFolder();
    await cli('export', elsewhere);
    expect(readdirSync(elsewhere)).not.toContain('.gitignore');
    expect(readdirSync(join(root, 'mlpipelines-export'))).toContain('.gitignore');
  });

  test('a folder that holds something is left alone', async () => {
    const { root, cli } = await aProject();
    mkdirSync(join(root, 'out'));
    writeFileSync(join(root, 'out', 'mine'), 'mine');
    const { code, stderr } = await cli('export', 'out');
    expect(code).toBe(2);
    expect(stderr).toContain('out is not empty; nothing was written.');
    expect(readdirSync(join(root, 'out'))).toEqual(['mine']);
  });

  test('bytes that are damaged are named, and all else is there', async () => {
    const { root, cli } = await aProject();
    const objects = join(root, '.mlpipelines/.state/objects');
    const damaged = readdirSync(objects, { recursive: true, encoding: 'utf8' })
      .map((path) => join(objects, path))
      .find((path) => isWeights(path));
    chmodSync(damaged ?? '', 0o600);
    writeFileSync(damaged ?? '', 'garbage\n');
    const { code, stdout } = await cli('export', 'out');
    expect(code).toBe(1);
    expect(stdout).toContain('1 artifact could not be exported');
    expect(stdout).toContain('train.model of run 2');
    expect(lines(root, 'runs.jsonl')).toHaveLength(2);
    expect(lines(root, 'README.md')[0]).toBe('# An export of mlpipelines');
  });

  test('without the files of artifacts they are listed', async () => {
    const { root, cli } = await aProject();
    expect((await cli('export', 'out', '--no-artifacts')).stdout).toContain('no artifacts');
    expect(readdirSync(join(root, 'out'))).not.toContain('artifacts');
    expect(lines(root, 'artifacts.csv').length).toBeGreaterThan(2);
  });
});

describe('mlpipelines export of a server', () => {
  test('writes what its store and its state folder hold of one repository', async () => {
    const state = freshFolder();
    const made = freshFolder();
    writeFileSync(join(made, 'w.bin'), 'weights');
    const blobs = await openFolderBlobStore(join(state, 'objects'));
    const { digest, size, files } = await saveTree(blobs, made);
    const store = await openStore({ sqliteFile: join(state, 'store.sqlite') });
    const artifact = { digest, size, files, type: 'model', path: '=model' } as const;
    for (const repository of [7, 8]) {
      const header = aHeader({ hosted: aPlace(repository), status: 'succeeded' });
      const steps = [aStep('train', { result: 'success', artifacts: { model: artifact } })];
      const plan = aPlan([aPlanStep('train')]);
      await store.commit([
        { type: 'plan.save', digest: header.plan, plan },
        creation(header, { steps }),
      ]);
    }
    await store.close();
    const cwd = freshFolder();
    const of = ['--repository', 'acme/churn-7', '--state', state];
    const { code, stdout } = await runCli({ cwd }, 'export', 'out', ...of);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 run,') as string,
    });
    const [, row = ''] = lines(cwd, 'artifacts.csv');
    expect(row).toContain(",train.model,model,'=model,1,7,");
    expect(readFileSync(join(cwd, 'out', row.split(',').at(-1) ?? '', 'w.bin'), 'utf8')).toBe(
      'weights',
    );
  });
});

test('beside the state folder of a server on PostgreSQL its database is asked', async () => {
  const cwd = freshFolder();
  const of = ['export', 'out', '--repository', 'acme/churn', '--state', freshFolder()];
  expect((await runCli({ cwd }, ...of)).stderr).toContain('There is no store.sqlite in');
  // Nothing listens on port 1.
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/none' };
  const { code, stderr } = await runCli({ cwd, env }, ...of);
  expect(code).toBe(2);
  expect(stderr).toContain('The database that DATABASE_URL names cannot be used');
});

function isWeights(path: string): boolean {
  try {
    return readFileSync(path, 'utf8') === 'weights\n';
  } catch {
    return false;
  }
}
