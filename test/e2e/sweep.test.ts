import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from './project.ts';

type Cells = { readonly cells: readonly { readonly path: string }[] };

const PIPELINE = `
name: p
params: { scale: { type: number, default: 1 } }
steps:
  train:
    files: [train.sh]
    strategy: { matrix: { lr: ["0.1", "0.01"], seed: [1, 2] } }
    run: sh train.sh \${{ matrix.lr }} \${{ matrix.seed }} \${{ params.scale }}
    metrics: { path: m.json, primary: auc, maximize: [auc] }
    outputs: { model: { type: file, path: model.txt } }
  pick:
    inputs: { all: { from: train.model, path: all } }
    run: cp all/0.1-2 best.txt
    outputs: { best: { type: file, path: best.txt } }
  reg:
    register: { model: churn, from: pick.best, alias: candidate }
  tell:
    needs: [reg]
    run: echo "seen=\${{ steps.reg.outputs.version }}" >> "$MLPIPELINES_OUTPUT"
    outputs: { seen: { type: number } }
`;
const TRAIN = `
echo "lr $1 seed $2"
echo "$1-$2" > model.txt
echo "{\\"auc\\": $1$2}" > m.json
`;

test('a sweep is named, fetched, registered and compared', async () => {
  const project = makeProject({ '.mlpipelines/p.yml': PIPELINE, 'train.sh': TRAIN });
  const view = await project.run('run', 'p');
  expect(view.status).toBe('succeeded');
  expect(view.steps.find(({ key }) => key === 'tell')?.outputs).toEqual({ seen: 1 });

  const log = await project.cli('logs', '1', 'train (seed=2, lr=0.01)');
  expect(log.stdout).toBe('lr 0.01 seed 2\n');

  const { cells } = await project.run<Cells>('get', '1', 'train.model', 'models');
  expect(cells).toHaveLength(4);
  expect(readdirSync(join(project.root, 'models')).toSorted()).toEqual([
    '0.01-1',
    '0.01-2',
    '0.1-1',
    '0.1-2',
  ]);
  expect(readFileSync(join(project.root, 'models/0.01-2'), 'utf8')).toBe('0.01-2\n');

  const fetched = await project.run<Record<string, unknown>>('get', 'churn@candidate', 'churn');
  expect(fetched).toMatchObject({ model: 'churn', version: 1 });
  expect(readFileSync(join(project.root, 'churn'), 'utf8')).toBe('0.1-2\n');
  const none = await project.cli('get', 'churn@production');
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('@candidate') });
  expect(existsSync(join(project.root, 'best.txt'))).toBe(false);

  writeFileSync(join(project.root, 'train.sh'), `${TRAIN}# another\n`);
  const again = await project.cli('run', 'p', '--param', 'scale=2');
  expect(again.stdout).toContain('since #1');
  expect(again.stdout).toContain('mlpipelines metrics 2 --compare 1');
  const compared = await project.run<Record<string, unknown>>('metrics', '2', '--compare', '1');
  expect(compared).toMatchObject({
    params: [{ name: 'scale', value: 2, other: 1 }],
    changes: {
      files: expect.arrayContaining(['train.sh changed', 'churn is new']),
      steps: [{ step: 'train', changes: ['its command changed'] }],
    },
  });
  const told = await project.cli('metrics', '2', '--compare', '1');
  expect(told.stdout).toMatch(/scale +2 +1 +changed\n\nChanged since p #1\n/);
});
