import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from './project.ts';

type Document = {
  readonly series: readonly {
    readonly step: string;
    readonly metric: string;
    readonly points: readonly { readonly attempt: number; readonly step: number }[];
  }[];
};

const PIPELINE = `
name: p
steps:
  train:
    run: sh train.sh
    retry: { failure: 1, backoff: none }
    metrics: { live: log.jsonl }
    plots: [{ path: log.jsonl, x: step, y: [loss] }]
`;
/** Fails after its fourth step, and goes on from the third. */
const TRAIN = `
row() { echo "{\\"step\\": $1, \\"loss\\": 0.$2}" >> log.jsonl; }
if [ "$MLPIPELINES_ATTEMPT" = 1 ]; then row 1 9; row 2 8; row 3 7; row 4 6; exit 1; fi
row 3 5; row 4 4
`;

test('what a retried step told while it ran is one series over its attempts, and so is the plot of its live file', async () => {
  const project = makeProject({ '.mlpipelines/p.yml': PIPELINE, 'train.sh': TRAIN });
  await project.run('run', 'p');
  const { series } = await project.run<Document>('metrics', '--series');
  expect(series.map(({ step, metric }) => [step, metric])).toEqual([['train', 'loss']]);
  expect(series[0]?.points).toEqual([
    { attempt: 1, step: 1, value: 0.9 },
    { attempt: 1, step: 2, value: 0.8 },
    { attempt: 2, step: 3, value: 0.5 },
    { attempt: 2, step: 4, value: 0.4 },
  ]);
  const { stdout } = await project.cli('metrics', '--series');
  expect(stdout).toMatch(/train +loss +4 +2 +0\.9 +0\.4 +█/);
  await project.run<{ path: string }>('get', 'latest', 'train.plots', 'plots');
  const svg = readFileSync(join(project.root, 'plots/log.jsonl.svg'), 'utf8');
  expect(svg).toMatch(/step: 1[;"].*loss|step: 1;/);
  const both = await project.cli('metrics', '--series', '--compare', 'latest');
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be combined') });
});
