import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { drawPlots } from '../../../app/cli/fetch/draw-plots.ts';
import { aPlanStep } from '../../reports/build-run.ts';

test('plots are drawn beside their tables, and what cannot be drawn says why', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlp-curves-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs/history.csv'), 'epoch,loss\n1,2\n2,1\n');
  writeFileSync(join(folder, 'other.csv'), 'a,b\n1,2\n');
  const curve = { type: 'curve', x: 'epoch', y: ['loss'] } as const;
  const plots = ['logs/history.csv', 'other.csv', 'never-made.csv'].map((path) =>
    Object.assign({ path }, curve),
  );
  const bars = { type: 'bar', path: 'other.csv', x: 'a', y: ['b'] } as const;
  const step = aPlanStep('train', {
    plots: [{ type: 'files', glob: '*.svg' }, ...plots, bars, { ...bars, title: 'again' }],
  });
  expect(await drawPlots(step, folder, [])).toEqual([
    { path: 'logs/history.csv.svg', problem: null },
    { path: 'other.csv.svg', problem: 'other.csv has no column `epoch`; it has: a, b.' },
    { path: 'other.csv.bar.svg', problem: null },
    { path: 'other.csv.bar.2.svg', problem: null },
  ]);
  expect(readFileSync(join(folder, 'logs/history.csv.svg'), 'utf8')).toMatch(/^<svg/);
  expect(readdirSync(folder).sort()).toEqual([
    'logs',
    'other.csv',
    'other.csv.bar.2.svg',
    'other.csv.bar.svg',
  ]);
});
