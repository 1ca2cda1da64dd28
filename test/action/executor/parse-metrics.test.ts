import { expect, onTestFinished, test } from 'vitest';
import { problemSentences } from '../../../action/executor/metrics/metric-problems.ts';
import { flattenMetrics } from '../../../action/executor/metrics/parse-metrics.ts';
import { parseYaml } from '../../../action/executor/metrics/parse-yaml.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';

const MASK = maskSecrets({});

test('a name that is too long is told of once, briefly, whatever stands behind it', () => {
  const name = 'n'.repeat(60_000);
  for (const value of [1, [1], NaN, { value: 1, stderr: NaN }, { value: NaN, low: NaN, high: 1 }]) {
    const [sentence = '', ...more] = problemSentences(
      flattenMetrics({ [name]: value }, MASK).problems,
    );
    expect(sentence).toBe(`${'n'.repeat(60)}… has a name over 200 characters long: shorten it.`);
    expect(more).toEqual([]);
  }
});

test('a key that is a map is no reason to print what it holds', async () => {
  const warned: string[] = [];
  const hear = ({ message }: Error) => void warned.push(message);
  process.on('warning', hear);
  onTestFinished(() => void process.off('warning', hear));
  expect(await parseYaml('{ hunter2-hunter2: 1 }: 2\n')).toEqual({
    '{ hunter2-hunter2: 1 }': 2n,
  });
  // Warnings are told a moment later.
  await new Promise((resolve) => void setImmediate(resolve));
  expect(warned).toEqual([]);
});
