import { expect, test } from 'vitest';
import { parseLiveLine } from '../../../action/executor/metrics/parse-live-line.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { withEarlierRows } from '../../../app/reports/plots/with-earlier-rows.ts';

const MASK = maskSecrets({});

test.each([
  ['{"step": 1, "loss": 0.5}', { step: 1, values: { loss: 0.5 } }],
  ['\uFEFF {"step": 1}\r', { step: 1, values: {} }],
  ['{"step": 1', null],
  ['[{"step": 1}]', null],
  ['loss 0.5', null],
])('the line %j of a live file says %j', (line, sample) => {
  expect(parseLiveLine(line, MASK)).toMatchObject({ sample });
});

test('a live file of nothing but broken lines is read in a moment', () => {
  const lines = Array.from({ length: 100_000 }, () => '{');
  const before = process.cpuUsage();
  for (const line of lines) parseLiveLine(line, MASK);
  withEarlierRows(lines.join('\n'), []);
  // An error of the parser for each took over a second.
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(600);
});
