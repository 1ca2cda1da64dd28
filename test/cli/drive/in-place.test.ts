import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { runCli } from '../../support/run-cli.ts';

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

describe('the cache and runs in place', () => {
  test('work in place answers no later run, for it may have read anything, and says so', async () => {
    const { run, plan, got } = openProject({
      '.mlpipelines/edit.yml': `name: edit
steps:
  train:
    files: [src.txt]
    run: cat src.txt helper.txt ignored.txt > model.txt 2>/dev/null || true
    outputs: { model: { type: file, path: model.txt } }
`,
      '.gitignore': 'ignored.txt\nmodel.txt\ngot\n',
      'src.txt': 'src\n',
      'helper.txt': 'helper\n',
      'ignored.txt': 'ignored\n',
    });
    const first = await run('--in-place');
    expect(first).toMatchObject({
      result: 'success',
      reason: 'not kept in the cache: what a step reads in place is not known',
    });
    expect(await got()).toBe('src\nhelper\nignored\n');
    expect(await plan()).toContain('runs  #1 ran in place, and work in place is not kept');
    expect(await run()).toMatchObject({ cached: false, reason: null });
    expect(await got()).toBe('src\n');
    expect(await run('--in-place')).toMatchObject({ cached: true });
    expect(await got()).toBe('src\n');
  });
});

/** A repository with the pipeline `edit`, whose one step is `train`. */
function openProject(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'mlp-in-place-'));
  roots.push(root);
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    run: async (...options: readonly string[]) => {
      const { stdout, stderr } = await runCli({ cwd: root }, 'run', 'edit', '--json', ...options);
      if (stdout === '') throw new Error(stderr);
      const view: RunView = JSON.parse(stdout);
      return view.steps.find(({ key }) => key === 'train');
    },
    plan: async () => (await runCli({ cwd: root }, 'plan', 'edit')).stdout,
    got: async () => {
      rmSync(join(root, 'got'), { force: true });
      const { text } = await runCli({ cwd: root }, 'get', 'latest', 'train.model', 'got');
      try {
        return readFileSync(join(root, 'got'), 'utf8');
      } catch {
        return text;
      }
    },
  };
}
