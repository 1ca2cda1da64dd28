import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunView } from '../../schemas/run-view.generated.ts';
import { runCli } from '../support/run-cli.ts';

const CLI = fileURLToPath(new URL('../../bin/mlpipelines', import.meta.url));
const PLOTS = `name: plots
steps:
  train:
    run: printf 'epoch,loss\\n1,3\\n2,2\\n' > history.csv
    plots: [{ path: history.csv, x: epoch, y: [loss] }]
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlp-starter-'));
  execFileSync('git', ['init', '-q', folder]);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As a person types it. */
function typed(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(CLI, args, { cwd: folder, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

async function mlpipelines(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli({ cwd: folder }, ...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

describe('a fresh repository', () => {
  test('gets a pipeline that runs at once, and runs only once what did not change', async () => {
    await mlpipelines('init');
    await mlpipelines('validate');
    const first: RunView = JSON.parse(typed('run', 'starter', '--json'));
    const second: RunView = JSON.parse(await mlpipelines('run', 'starter', '--json'));
    expect(first.steps.map(({ key, result, cached }) => [key, result, cached])).toEqual([
      ['prepare', 'success', false],
      ['train', 'success', false],
      ['evaluate', 'success', false],
      ['register', 'success', false],
    ]);
    expect(first.models).toMatchObject([{ name: 'starter', version: 1, alias: 'candidate' }]);
    const cached = second.steps.filter((step) => step.cached).map(({ key }) => key);
    expect(cached).toEqual(['prepare', 'train', 'evaluate']);
  });

  test('hands out plots with their curves drawn', async () => {
    mkdirSync(join(folder, '.mlpipelines'));
    writeFileSync(join(folder, '.mlpipelines/plots.yml'), PLOTS);
    await mlpipelines('run', 'plots');
    expect(await mlpipelines('get', 'latest', 'train.plots')).toContain(
      'train-plots/history.csv.svg',
    );
    expect(readdirSync(join(folder, 'train-plots')).sort()).toEqual([
      'history.csv',
      'history.csv.svg',
    ]);
  });
});
