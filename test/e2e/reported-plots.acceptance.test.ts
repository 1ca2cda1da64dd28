import { expect, test } from 'vitest';
import { digestOfBytes } from '../../content/digest-of-bytes.ts';
import type { ReportFile } from '../../schemas/report.generated.ts';
import { bySchema } from '../support/by-schema.ts';
import { makeProject } from './project.ts';

const HISTORY = 'epoch,loss\n1,0.5\n2,0.4\n';

test('the report of a run names its pictures by their digests, with what is seen on them', async () => {
  const project = makeProject({
    '.mlpipelines/churn.yml': `
name: churn
on: { workflow_dispatch: {} }
steps:
  evaluate:
    files: [history.csv, numbers.json, own.svg, dot.png]
    run: mkdir out && cp history.csv own.svg dot.png out/ && cp numbers.json metrics.json
    metrics: { path: metrics.json, primary: auc, maximize: [auc] }
    plots: [{ path: out/history.csv, x: epoch, y: [loss] }, { path: out/history.csv, x: epoch, y: [gone] }, 'out/*']
`,
    'history.csv': HISTORY,
    'numbers.json': '{"auc": 0.9}',
    'own.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>A dot</title></svg>',
    'dot.png': 'not looked into',
  });
  await project.cli('run', 'churn');
  const { plots } = await reported(project);
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  const table = { file: 'out/history.csv', digest: digestOfBytes(Buffer.from(HISTORY)) };
  const dot = digestOfBytes(Buffer.from('not looked into'));
  expect(plots).toEqual([
    {
      ...table,
      title: 'loss by epoch',
      svg: digest,
      png: digest,
      alt: expect.stringMatching(/^Curves by epoch: loss/),
      why: null,
    },
    {
      ...table,
      title: 'gone by epoch',
      svg: null,
      png: null,
      alt: null,
      why: 'out/history.csv has no column `gone`; it has: epoch, loss.',
    },
    {
      title: 'out/dot.png',
      file: 'out/dot.png',
      digest: dot,
      svg: null,
      png: dot,
      alt: null,
      why: null,
    },
    expect.objectContaining({ title: 'out/own.svg', svg: digest, png: digest, alt: 'A dot' }),
  ]);
  // Drawn once more they are the same bytes.
  expect((await reported(project)).plots).toEqual(plots);
}, 150_000);

async function reported(project: ReturnType<typeof makeProject>): Promise<ReportFile> {
  const checked = bySchema('report', await project.run<unknown>('report', 'latest'));
  if (!checked.valid) throw new Error(JSON.stringify(checked.errors));
  return checked.value;
}
